import { constants } from 'node:buffer';
import type { Folder } from './folder.ts';
import { isLarge } from './large.ts';
import type { CacheType } from './memory.ts';
import { picturesPerRun, rememberedPictures } from './vision.ts';

/** What a model takes of main memory, in bytes, at least: every sequence as long as it may be. */
export interface MemoryNeeded {
  /** The files of its graphs: the least that they take in memory (docs/runtime.md). */
  readonly weights: number;
  readonly rows: number;
  readonly contextLength: number;
  readonly caches: number;
  /** Of `caches`, for one sequence. */
  readonly cachePerRow: number;
  /** Scores, embeddings and masks of one run of each stream. */
  readonly scores: number;
  /** Pictures on their way through the vision encoder, and what is remembered of them. */
  readonly images: number;
  readonly total: number;
}

export type ModelSizes = Pick<
  Folder,
  'layers' | 'keyHeads' | 'headSize' | 'hiddenSize' | 'logitsSize' | 'imageSize' | 'patchSize'
> & { readonly cacheType: CacheType; readonly weights: number };

/** What may be chosen for a model of given sizes. */
export interface CacheShape {
  readonly rows: number;
  readonly streams: number;
  readonly contextLength: number;
}

/**
 * The most positions in one run of several a row, padding included. Others wait for its end; fewer positions make a prompt
 * cost more, and this is where that begins: small models have a run's own cost to make up for, large ones more to read.
 */
export const positionsPerRun = (
  { weights }: Pick<ModelSizes, 'weights'>,
  { rows }: Pick<CacheShape, 'rows'>,
) => Math.max(rows, isLarge(weights) ? 128 : 256);

/** The most that Node shows to JavaScript in one piece. A tensor beyond it cannot be read, and asking ends the process. */
export const largestPiece = constants.MAX_LENGTH;

const bytesOf = { float32: 4, float16: 2 } as const;

/** Adds it up. */
export function sumUp(sizes: ModelSizes, shape: CacheShape): MemoryNeeded {
  const { hiddenSize, logitsSize, weights } = sizes;
  const { rows, streams, contextLength } = shape;
  const cachePerRow = cacheBytesPerRow(sizes, contextLength);
  const caches = rows * cachePerRow;
  const perPosition = 4 * (hiddenSize + logitsSize) + 8;
  const scores = streams * positionsPerRun(sizes, shape) * perPosition + rows * contextLength * 8;
  const features = 4 * (sizes.imageSize / sizes.patchSize) ** 2 * hiddenSize;
  const images =
    streams * picturesPerRun(sizes) * (12 * sizes.imageSize ** 2 + features) +
    rememberedPictures(sizes) * features;
  const total = weights + caches + scores + images;
  return { weights, rows, contextLength, caches, cachePerRow, scores, images, total };
}

/** Keys and values of one row in all layers. */
export const cacheBytesPerRow = (sizes: ModelSizes, contextLength: number) =>
  2 * sizes.layers * bytesPerLayer(sizes, contextLength);

/** Keys, or values, of one row in one layer. */
const bytesPerLayer = ({ keyHeads, headSize, cacheType }: ModelSizes, contextLength: number) =>
  bytesOf[cacheType] * keyHeads * headSize * contextLength;

/** The largest tensor that JavaScript is to look at. */
export function largestTensor(sizes: ModelSizes, shape: CacheShape): number {
  const rowsPerStream = Math.ceil(shape.rows / shape.streams);
  return Math.max(
    rowsPerStream * bytesPerLayer(sizes, shape.contextLength),
    4 * sizes.logitsSize * positionsPerRun(sizes, shape),
    4 * sizes.hiddenSize * positionsPerRun(sizes, shape),
    8 * rowsPerStream * shape.contextLength,
  );
}

/** Whether it all fits in so many bytes, in pieces that can be looked at. */
export const fits = (sizes: ModelSizes, shape: CacheShape, free: number) =>
  sumUp(sizes, shape).total <= free && largestTensor(sizes, shape) <= largestPiece;

const leastContext = 2;

/** Smaller shapes that fit in so many bytes. */
export const shapesThatFit = (sizes: ModelSizes, shape: CacheShape, free: number) =>
  smallerShapes(shape, (smaller) => fits(sizes, smaller, free));

/** Smaller shapes that fit: with fewer rows, with a shorter context, or, if neither is enough, with one row. */
export function smallerShapes(
  shape: CacheShape,
  fits: (shape: CacheShape) => boolean,
): readonly Partial<CacheShape>[] {
  const withRows = (rows: number) => ({ ...shape, rows, streams: Math.min(shape.streams, rows) });
  const rows = most(1, shape.rows, (each) => fits(withRows(each)));
  const longest = (from: CacheShape) =>
    most(leastContext, from.contextLength, (each) => fits({ ...from, contextLength: each }));
  const contextLength = longest(shape);
  const found = [
    ...(rows === undefined ? [] : [{ rows }]),
    ...(contextLength === undefined ? [] : [{ contextLength }]),
  ];
  if (found.length > 0) return found;
  const alone = longest(withRows(1));
  return alone === undefined ? [] : [{ rows: 1, contextLength: alone }];
}

/** The most from `least` to `limit` that holds, where less holds too. */
function most(least: number, limit: number, holds: (number: number) => boolean): number | undefined {
  if (!holds(least)) return undefined;
  let low = least;
  let high = limit;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
