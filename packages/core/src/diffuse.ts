import { philox } from './noise.ts';
import type { Image } from './sequence.ts';

/** The noise of one step is β_t = σ(x) · (5e-3 − 1e-5) + 1e-5 with x from −6 at the first of 1000 steps to 6 at the last. */
const steps = 1000;

/**
 * The image after `step` (0 to 999) of 1000 steps of diffusion: with v its pixels from −1 to 1 and ε standard normal noise,
 *
 *     v' = √ᾱ · v + √(1 − ᾱ) · ε,   ᾱ = Π_{t ≤ step} (1 − β_t)
 *
 * rounded and cut to bytes. Equal arguments give equal images. Throws a RangeError if `step` makes no sense.
 */
export function diffuse(
  image: Image,
  { step = 500, seed = 0 }: { readonly step?: number; readonly seed?: number } = {},
): Image {
  if (!(Number.isInteger(step) && step >= 0 && step < steps))
    throw new RangeError(`step must be a whole number from 0 to ${steps - 1}, found ${step}.`);
  const alphaBar = remaining(step);
  const data = Uint8Array.from(image.data, (byte, i) => {
    const v = byte / 127.5 - 1;
    const noised = Math.sqrt(alphaBar) * v + Math.sqrt(1 - alphaBar) * normal(seed, i);
    return Math.max(0, Math.min(255, Math.round((noised + 1) * 127.5)));
  });
  return { ...image, data };
}

/** ᾱ: how much of the variance is still the image's. */
function remaining(step: number): number {
  let product = 1;
  for (let t = 0; t <= step; t++) {
    const sigmoid = 1 / (1 + Math.exp(6 - (12 * t) / (steps - 1)));
    product *= 1 - (sigmoid * (5e-3 - 1e-5) + 1e-5);
  }
  return product;
}

/** Standard normal noise (Box and Muller, 1958), a function of its arguments alone. */
function normal(seed: number, index: number): number {
  const [radius, angle] = philox(seed, 0, index);
  return Math.sqrt(-2 * Math.log((radius + 0.5) / 2 ** 32)) * Math.cos(2 * Math.PI * (angle / 2 ** 32));
}
