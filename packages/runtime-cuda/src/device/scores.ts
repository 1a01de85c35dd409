import type { DecoderSizes } from '../memory.ts';
import { onnxFile } from '../onnx-file.ts';
import { bind } from '../ort/binding.ts';
import type { CudaOptions } from '../ort/cuda.ts';
import type { Runtime } from '../ort/library.ts';
import { closeSession, openGraphBytes } from '../ort/session.ts';
import { allocate, floats, int64s, release, type Tensor } from '../ort/value.ts';

/** Rows of scores that stay on a device, `[rows, tokens]`. */
export interface KeptScores {
  /** Makes room for so many, none of which is filled. */
  reserve(rows: number): void;
  /** The next `count` rows that are not filled, from row `first` on; `tensor` goes when the run that fills it is over. */
  next(count: number): { readonly first: number; readonly tensor: Tensor };
}

/** What the last run of a decoder scored, where only graphs reach it; `rows` count through the positions of its rows. */
export interface ScoresApart {
  /** Copies rows to main memory, `[rows, tokens]`. */
  read(rows: readonly number[]): Promise<Float32Array>;
  /** Copies rows to `kept`, and says which row there is the first of them. */
  keep(rows: readonly number[], kept: KeptScores): Promise<number>;
}

/** Reaches scores, `[positions, logitsSize]`, by a graph that picks rows and cuts off the padding. */
export function scoresByGraph(
  runtime: Runtime,
  scores: Tensor,
  { logitsSize, vocabulary }: DecoderSizes,
  cuda: CudaOptions | undefined,
): ScoresApart & { release(): void } {
  const session = openGraphBytes(runtime, pickGraph(logitsSize, vocabulary), { threads: 1, cuda });
  const binding = bind(runtime, session);
  binding.input('scores', scores);
  const pick = async (rows: readonly number[], target: Tensor) => {
    const indices = int64s(runtime, rows);
    try {
      binding.input('rows', indices);
      binding.output('picked', target);
      await binding.run();
    } finally {
      release(runtime, indices);
    }
  };
  return {
    async read(rows) {
      const target = allocate(runtime, 'float32', [rows.length, vocabulary]);
      try {
        await pick(rows, target);
        return floats(target).slice();
      } finally {
        release(runtime, target);
      }
    },
    async keep(rows, kept) {
      const { first, tensor } = kept.next(rows.length);
      try {
        await pick(rows, tensor);
        return first;
      } finally {
        release(runtime, tensor);
      }
    },
    release() {
      binding.release();
      closeSession(runtime, session);
    },
  };
}

function pickGraph(width: number, vocabulary: number): Uint8Array {
  return onnxFile({
    inputs: [
      { name: 'scores', type: 'float32', shape: ['positions', width] },
      { name: 'rows', type: 'int64', shape: ['rows'] },
    ],
    outputs: [{ name: 'picked', type: 'float32', shape: ['rows', vocabulary] }],
    constants: [
      { name: 'start', shape: [1], data: BigInt64Array.of(0n) },
      { name: 'end', shape: [1], data: BigInt64Array.of(BigInt(vocabulary)) },
      { name: 'across', shape: [1], data: BigInt64Array.of(1n) },
    ],
    nodes: [
      { operator: 'Gather', inputs: ['scores', 'rows'], outputs: ['whole'] },
      { operator: 'Slice', inputs: ['whole', 'start', 'end', 'across'], outputs: ['picked'] },
    ],
  });
}
