import { DeviceUnavailable } from '@vr/core';
import { freeMemory } from './free-memory.ts';
import {
  type CacheShape,
  largestPiece,
  largestTensor,
  type MemoryNeeded,
  type ModelSizes,
  shapesThatFit,
  sumUp,
} from './memory-needed.ts';

/**
 * What the models of this process were promised: a cache takes memory only when it is written to, so that what the
 * machine calls free may be promised already.
 */
let promised = 0;

/** What can still be promised. */
export function memoryLeft(): number {
  return freeMemory() - Math.max(0, promised - process.memoryUsage.rss());
}

/**
 * Promises a model its memory and gives what takes the promise back. Throws `DeviceUnavailable` if there is not enough,
 * with what there is and what would fit. `free`: bytes.
 */
export function claimMemory(
  model: string,
  sizes: ModelSizes,
  shape: CacheShape,
  free = memoryLeft(),
): () => void {
  const needed = sumUp(sizes, shape);
  const piece = largestTensor(sizes, shape);
  if (needed.total > free || piece > largestPiece) {
    const tooMuch = needed.total > free;
    throw new DeviceUnavailable({
      model,
      expected: tooMuch
        ? `${inWords(needed.total)} of memory or more (${partsOf(needed)})`
        : `tensors of ${inWords(largestPiece)} at most, which Node ${process.versions.node} can show`,
      found: tooMuch ? `${inWords(Math.max(0, free))} free` : `one of ${inWords(piece)}`,
      remedy: remedyOf(shapesThatFit(sizes, shape, free), 'end other programs'),
    });
  }
  promised += needed.total;
  let held = true;
  return () => {
    if (held) promised -= needed.total;
    held = false;
  };
}

function partsOf({ weights, caches, rows, contextLength, scores, images }: MemoryNeeded): string {
  return [
    `${inWords(weights)} of weights`,
    `${inWords(caches)} for caches of ${rows} rows of ${contextLength} positions`,
    `${inWords(scores)} for scores`,
    `${inWords(images)} for images`,
  ].join(', ');
}

/** What to do where a model does not fit: take one of these shapes, or else what may help. */
export function remedyOf(shapes: readonly Partial<CacheShape>[], otherwise: string): string {
  if (shapes.length === 0) return `Not even one short row fits: ${otherwise}, or take a smaller model.`;
  const ways = shapes.map((shape) =>
    Object.entries(shape)
      .map(([option, value]) => `${option}: ${value}`)
      .join(' and '),
  );
  return `With ${ways.join(', or with ')} it fits.`;
}

/** A size for people: `6.5 MiB`. */
export function inWords(bytes: number): string {
  const [size, unit] = bytes < 2 ** 30 ? [bytes / 2 ** 20, 'MiB'] : [bytes / 2 ** 30, 'GiB'];
  return `${size.toFixed(1)} ${unit}`;
}
