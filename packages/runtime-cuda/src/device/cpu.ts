import { availableParallelism } from 'node:os';
import { isLarge } from '../large.ts';
import { cells } from '../ort/value.ts';
import type { Device } from './device.ts';

/** Main memory, and ONNX Runtime's own kernels. */
export const cpu: Device = {
  name: 'cpu',
  cuda: undefined,
  dtype: 'fp32',
  // Two batches of a large model would read its weights twice; the cores share one.
  parallel: (weights) =>
    isLarge(weights)
      ? { streams: 1, threads: availableParallelism() }
      : { streams: Math.min(2, availableParallelism()), threads: 1 },
  cacheTypes: ['float32', 'float16'],
  copiesInputs: false,
  // Adding up in JavaScript measured no slower (docs/decisions/sums-in-javascript.md).
  keepsScores: false,
  place: ({ allocator, memory }) => ({ allocator, memory, release() {} }),
  rowCopier(_, tensors, { keyHeads, contextLength, headSize }) {
    const caches = tensors.map(cells);
    const headLength = contextLength * headSize;
    return {
      // The kernel reads nothing beyond the end of a row, and pages that nobody writes take no room.
      clear() {},
      copy(from, to, length) {
        for (const cache of caches) {
          for (let head = 0; head < keyHeads; head++) {
            const start = (from * keyHeads + head) * headLength;
            cache.copyWithin((to * keyHeads + head) * headLength, start, start + length * headSize);
          }
        }
      },
      release() {},
    };
  },
};
