import { DeviceUnavailable } from '@vr/core';
import { OrtFailure } from './ort/api.ts';
import type { Runtime } from './ort/library.ts';
import type { Place } from './ort/place.ts';
import { allocate, type ElementType, release, type Tensor } from './ort/value.ts';

/** Half precision where the decoder computes in it. */
export type CacheType = 'float32' | 'float16';

/** The sizes of a decoder and of its cache. */
export interface DecoderSizes {
  /** The name of the model, for errors. */
  readonly name: string;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly keyHeads: number;
  readonly headSize: number;
  /** What keys and values are kept in. */
  readonly cacheType: CacheType;
  /** Scores per position, and how many of them are those of tokens: the rest is padding. */
  readonly logitsSize: number;
  readonly vocabulary: number;
  /** Rows of the cache, and positions per row. */
  readonly rows: number;
  readonly contextLength: number;
  /** The most positions in one run, padding included. */
  readonly positionsPerRun: number;
}

/**
 * The memory of a decoder. All runs share it: the embeddings, masks and scores of one lie where those of the last
 * lay, so that a decoding step allocates nothing.
 */
export interface Memory {
  /** Key and value of each layer, `[rows, keyHeads, contextLength, headSize]`. */
  readonly caches: readonly Tensor[];
  readonly embeddings: Tensor;
  readonly logits: Tensor;
  readonly stepMask: Tensor;
  readonly promptMask: Tensor;
  /** A number: how many of the last positions get scores. */
  readonly scored: Tensor;
}

/**
 * Allocates it all: the caches in `place`, the scores in `scoresPlace`, the rest in main memory, where pages that are never
 * used take no room. Throws `DeviceUnavailable` if there is not enough.
 */
export function allocateMemory(
  runtime: Runtime,
  sizes: DecoderSizes,
  place: Place,
  scoresPlace: Place,
): Memory {
  const {
    layers,
    hiddenSize,
    keyHeads,
    headSize,
    cacheType,
    logitsSize,
    rows,
    contextLength,
    positionsPerRun,
  } = sizes;
  const made: Tensor[] = [];
  const makeIn = (where: Place, type: ElementType, ...shape: number[]) => {
    const tensor = allocate(runtime, type, shape, where);
    made.push(tensor);
    return tensor;
  };
  const make = (type: ElementType, ...shape: number[]) => makeIn(runtime, type, ...shape);
  try {
    return {
      caches: Array.from({ length: 2 * layers }, () =>
        makeIn(place, cacheType, rows, keyHeads, contextLength, headSize),
      ),
      embeddings: make('float32', positionsPerRun, hiddenSize),
      logits: makeIn(scoresPlace, 'float32', positionsPerRun, logitsSize),
      stepMask: make('int64', rows, contextLength),
      promptMask: make('int64', positionsPerRun),
      scored: make('int64'),
    };
  } catch (cause) {
    for (const tensor of made) release(runtime, tensor);
    if (!(cause instanceof OrtFailure)) throw cause;
    throw notEnough(sizes, cause);
  }
}

/** Gives it all back. */
export function releaseMemory(runtime: Runtime, memory: Memory): void {
  for (const tensor of Object.values(memory).flat()) release(runtime, tensor);
}

function notEnough(sizes: DecoderSizes, cause: OrtFailure): DeviceUnavailable {
  const { name, layers, keyHeads, headSize, cacheType, rows, contextLength } = sizes;
  const bytes = cacheType === 'float16' ? 2 : 4;
  const gibibytes = (2 * bytes * layers * rows * keyHeads * contextLength * headSize) / 2 ** 30;
  return new DeviceUnavailable({
    model: name,
    expected: `${gibibytes.toFixed(1)} GiB for a cache of ${rows} rows of ${contextLength} positions`,
    found: cause.reason,
    remedy: 'Load the model with fewer rows or a smaller contextLength.',
    cause,
  });
}
