import { DeviceUnavailable } from '@vr/core';
import { inWords, remedyOf } from './claim-memory.ts';
import {
  type CacheShape,
  cacheBytesPerRow,
  type ModelSizes,
  positionsPerRun,
  smallerShapes,
} from './memory-needed.ts';
import { picturesPerRun } from './vision.ts';

/** What a model takes of a card's memory, in bytes, by arithmetic alone: it has not been measured on one. */
export interface CardMemory {
  /** The files of the two graphs that lie there: the vision encoder's and the decoder's. */
  readonly weights: number;
  readonly rows: number;
  readonly contextLength: number;
  readonly caches: number;
  /** Of one run of each stream. */
  readonly scores: number;
  /** What a guided sum of three models takes that this one leads, a row of each sequence at once. */
  readonly sums: number;
  /** Allowed for what lies between the layers of one run, and for the libraries. */
  readonly work: number;
  readonly total: number;
}

/** Sizes of a model in half precision; `cardWeights`: bytes of the graphs that lie on the card. */
export type CardSizes = ModelSizes & { readonly cardWeights: number };

/** Rows of scores that a sum holds at once: those of three models, and what lies between its operators. */
const rowsPerSum = 3 + 8;
/** Numbers that a position holds at once between the layers, in hidden sizes: a wide feed-forward of 6, gated, and the rest. */
const hiddensPerPosition = 16;
/** For a context, handles and workspaces of CUDA, cuBLAS and cuDNN. */
const libraryBytes = 256 * 2 ** 20;

/** Adds it up. */
export function sumUpCard(sizes: CardSizes, shape: CacheShape): CardMemory {
  const { hiddenSize, logitsSize, imageSize, patchSize, cardWeights: weights } = sizes;
  const { rows, streams, contextLength } = shape;
  const positions = streams * positionsPerRun(sizes, shape);
  const pictures = streams * picturesPerRun(sizes);
  const patches = (imageSize / patchSize) ** 2;
  const caches = rows * cacheBytesPerRow(sizes, contextLength);
  const scores = 4 * positions * logitsSize;
  const sums = 4 * rowsPerSum * rows * logitsSize;
  const between = 4 * hiddensPerPosition * hiddenSize * (positions + pictures * patches);
  const work = between + 12 * pictures * imageSize ** 2 + libraryBytes;
  const total = weights + caches + scores + sums + work;
  return { weights, rows, contextLength, caches, scores, sums, work, total };
}

/**
 * Throws `DeviceUnavailable` if a model needs more of a card than the limit, with what would fit. `limit`: bytes; undefined: as
 * much as there is, which only the card knows.
 */
export function assertCardRoom(
  model: string,
  sizes: CardSizes,
  shape: CacheShape,
  limit: number | undefined,
): void {
  const needed = sumUpCard(sizes, shape);
  if (limit === undefined || needed.total <= limit) return;
  throw new DeviceUnavailable({
    model,
    expected: `${inWords(needed.total)} of a card's memory (${partsOf(needed)})`,
    found: `a memoryLimit of ${inWords(limit)}`,
    remedy: remedyOf(
      smallerShapes(shape, (smaller) => sumUpCard(sizes, smaller).total <= limit),
      'raise memoryLimit',
    ),
  });
}

function partsOf({ weights, caches, rows, contextLength, scores, sums, work }: CardMemory): string {
  return [
    `${inWords(weights)} of weights`,
    `${inWords(caches)} for caches of ${rows} rows of ${contextLength} positions`,
    `${inWords(scores)} for scores`,
    `${inWords(sums)} for sums`,
    `${inWords(work)} to work with`,
  ].join(', ');
}
