import type { CudaOptions } from '../ort/cuda.ts';
import { sessionPlace } from '../ort/place.ts';
import type { Device } from './device.ts';
import { copierByGraph } from './row-graph.ts';

/**
 * An NVIDIA card, through the CUDA provider of ONNX Runtime 1.29. Its attention kernel (GroupQueryAttention) is there for
 * half precision only; in single precision the graph would silently run that operator on the CPU and carry the
 * whole cache over and back with every step.
 */
export function cudaDevice(cuda: CudaOptions): Device {
  return {
    name: `cuda:${cuda.deviceId}`,
    cuda,
    dtype: 'fp16',
    // A card takes a batch of twice the size in hardly more time.
    parallel: () => ({ streams: 1, threads: 1 }),
    cacheTypes: ['float16'],
    copiesInputs: true,
    keepsScores: true,
    place: (runtime, session) => sessionPlace(runtime, session, 'Cuda', cuda.deviceId),
    rowCopier: (runtime, caches, sizes) => copierByGraph(runtime, caches, sizes, cuda),
  };
}
