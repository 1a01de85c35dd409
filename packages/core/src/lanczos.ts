import type { Image } from './sequence.ts';

/**
 * A copy of at most the original's size, by Lanczos resampling (Lanczos, 1956; Duchon, 1979): each pixel is a weighted
 * mean of those around the place it stands for,
 *
 *     L(x) = sinc(x) · sinc(x / 3)    for |x| < 3, in pixels of the copy
 *
 * first along the rows, then along the columns, rounded to bytes in between. The weights are fixed-point numbers of 22
 * bits, as in the imaging library that the published models were trained with, so that the bytes are the same.
 *
 * Throws a RangeError for sides that are not whole numbers from 1 up to the original's.
 */
export function lanczos(image: Image, width: number, height: number): Image {
  const fits = (side: number, most: number) => Number.isInteger(side) && side >= 1 && side <= most;
  if (!fits(width, image.width) || !fits(height, image.height))
    throw new RangeError(
      `Expected a size of whole pixels up to the image's ${image.width}×${image.height}, found ${width}×${height}: ` +
        'enlarging shows nothing new.',
    );
  const { data } = image;
  const across = width === image.width ? data : alongRows(data, image.width, width, 3);
  // A column of pixels is a row of rows: the same walk, with whole rows as the unit.
  const pixels = height === image.height ? across : alongRows(across, image.height, height, width * 3);
  return { width, height, data: pixels === data ? data.slice() : pixels };
}

/** Rows of `from` units become rows of `to` units; a unit is `size` bytes that do not mix. */
function alongRows(data: Uint8Array, from: number, to: number, size: number): Uint8Array {
  const rows = data.length / (from * size);
  const result = new Uint8Array(rows * to * size);
  const stencils = Array.from({ length: to }, (_, at) => stencil(at, from, to));
  for (let row = 0; row < rows; row++)
    for (const [at, { first, weights }] of stencils.entries()) {
      const source = (row * from + first) * size;
      const target = (row * to + at) * size;
      for (let byte = 0; byte < size; byte++) {
        let sum = half;
        for (let i = 0; i < weights.length; i++) sum += data[source + i * size + byte]! * weights[i]!;
        result[target + byte] = Math.min(255, Math.max(0, sum >> bits));
      }
    }
  return result;
}

const bits = 22;
const half = 1 << (bits - 1);

/** Which units one unit of the result is made from, and how much of each: `weights` add up to 1 at 22 bits. */
function stencil(at: number, from: number, to: number): { first: number; weights: number[] } {
  const ratio = from / to;
  const centre = (at + 0.5) * ratio;
  const first = Math.max(0, Math.trunc(centre - 3 * ratio + 0.5));
  const end = Math.min(from, Math.trunc(centre + 3 * ratio + 0.5));
  const raw = Array.from({ length: end - first }, (_, i) => lobe((first + i - centre + 0.5) / ratio));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return { first, weights: raw.map((weight) => roundAway((weight / total) * 2 ** bits)) };
}

function lobe(x: number): number {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Rounds to the nearest whole number, halves away from 0. */
function roundAway(x: number): number {
  return Math.trunc(x + Math.sign(x) / 2);
}
