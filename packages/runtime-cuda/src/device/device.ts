import type { Dtype } from '../dtype.ts';
import type { CacheType, DecoderSizes } from '../memory.ts';
import type { CudaOptions } from '../ort/cuda.ts';
import type { Runtime } from '../ort/library.ts';
import type { Place } from '../ort/place.ts';
import type { Session } from '../ort/session.ts';
import type { Tensor } from '../ort/value.ts';

/** Where a model computes, as far as anything but ONNX Runtime must know. */
export interface Device {
  /** As `LoadedModel.device` says it. */
  readonly name: string;
  /** The card that the vision encoder and the decoder run on; the look-up of embeddings stays in main memory. */
  readonly cuda: CudaOptions | undefined;
  /** The format that is loaded unless another is asked for. */
  readonly dtype: Dtype;
  /** How batches of a model with so many bytes of weights run best: so many side by side, with so many threads each. */
  parallel(weights: number): { readonly streams: number; readonly threads: number };
  /** What its attention kernel keeps keys and values in. */
  readonly cacheTypes: readonly CacheType[];
  /**
   * Whether binding an input copies it to the device. Then what is written to it later is seen only once it is bound
   * again.
   */
  readonly copiesInputs: boolean;
  /** Whether scores stay in its memory, where only graphs reach them, and are added up there. */
  readonly keepsScores: boolean;
  /** The memory that a session computes in: where caches lie, and scores if they stay. */
  place(runtime: Runtime, session: Session): Place & { release(): void };
  /** What moves rows about in these caches, `[rows, keyHeads, contextLength, headSize]` each. */
  rowCopier(runtime: Runtime, caches: readonly Tensor[], sizes: DecoderSizes): RowCopier;
}

/** Copies rows of a cache. */
export interface RowCopier {
  /** Before all else: what a kernel may read beyond the end of a row must be numbers, though they count for nothing. */
  clear(): void;
  /** Copies at least the first `length` positions of one row to another; what follows them is not read again. */
  copy(from: number, to: number, length: number): void;
  /** Before the caches are given back. */
  release(): void;
}
