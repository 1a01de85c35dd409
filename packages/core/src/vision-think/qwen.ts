import type { Size } from './looks.ts';

/** Of a side: a patch of 14 pixels, merged two by two. One visual token stands for a square of these. */
const unit = 28;
const leastPixels = 3136;
const mostPixels = 12_845_056;

/**
 * The size to which the processor of Qwen2.5-VL brings an image: sides in multiples of 28, within 3,136 to 12,845,056
 * pixels, the shape kept as well as that allows. Throws a RangeError if one side is more than 200 times the other.
 */
export function qwenSize({ width, height }: Size): Size {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (!(short >= 1 && long / short <= 200))
    throw new RangeError(
      `Expected an image no more than 200 times as long as wide, found ${width}×${height}.`,
    );
  const rounded = { width: nearest(width), height: nearest(height) };
  const area = rounded.width * rounded.height;
  if (area > mostPixels) {
    const beta = Math.sqrt((width * height) / mostPixels);
    const cut = (side: number) => Math.max(unit, Math.floor(side / beta / unit) * unit);
    return { width: cut(width), height: cut(height) };
  }
  if (area < leastPixels) {
    const beta = Math.sqrt(leastPixels / (width * height));
    const grown = (side: number) => Math.ceil((side * beta) / unit) * unit;
    return { width: grown(width), height: grown(height) };
  }
  return rounded;
}

/** How many visual tokens an image of this size is to Qwen2.5-VL. */
export function qwenVisualTokens(size: Size): number {
  const { width, height } = qwenSize(size);
  return (width / unit) * (height / unit);
}

/** The nearest multiple of 28; between two, the even one, as Python rounds: 70 is 56. */
function nearest(side: number): number {
  const units = side / unit;
  const below = Math.floor(units);
  if (units - below === 0.5) return (below + (below % 2)) * unit;
  return Math.round(units) * unit;
}
