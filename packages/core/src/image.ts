import type { Image } from './sequence.ts';

/** A rectangle of pixels, x to the right and y down: from column `left` up to, not including, `right`; rows likewise. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The pixels inside a box. Throws a RangeError if the box is empty, not in whole pixels, or reaches outside. */
export function crop({ width, height, data }: Image, { left, top, right, bottom }: Box): Image {
  const whole = [left, top, right, bottom].every(Number.isInteger);
  if (!(whole && 0 <= left && left < right && right <= width && 0 <= top && top < bottom && bottom <= height))
    throw new RangeError(
      `A box in a ${width}×${height} image must hold whole pixels of it, ` +
        `found columns ${left} to ${right} and rows ${top} to ${bottom}.`,
    );
  const part = { width: right - left, height: bottom - top };
  const pixels = new Uint8Array(part.width * part.height * 3);
  for (let y = 0; y < part.height; y++) {
    const start = ((top + y) * width + left) * 3;
    pixels.set(data.subarray(start, start + part.width * 3), y * part.width * 3);
  }
  return { ...part, data: pixels };
}

/**
 * A smaller copy: each pixel is the mean of the square of pixels it stands for, a half rounded up.
 *
 * `scale` is the new side over the old one and must be 1 over a whole number that divides both sides. Throws a
 * RangeError otherwise, and if `image.data` does not hold height × width × 3 bytes.
 */
export function resize(image: Image, scale: number): Image {
  const { width, height, data } = image;
  if (data.length !== width * height * 3)
    throw new RangeError(`A ${width}×${height} image has ${width * height * 3} bytes, found ${data.length}.`);
  const factor = Math.round(1 / scale);
  if (!(factor >= 1 && Math.abs(factor * scale - 1) < 1e-9))
    throw new RangeError(`scale must be 1 over a whole number (1, 1/2, 1/3, …), found ${scale}.`);
  if (width % factor !== 0 || height % factor !== 0)
    throw new RangeError(
      `A ${width}×${height} image cannot be cut into squares of ${factor}×${factor} pixels.`,
    );

  const small = { width: width / factor, height: height / factor };
  const pixels = new Uint8Array(small.width * small.height * 3);
  const area = factor * factor;
  for (let i = 0; i < pixels.length; i++) {
    const channel = i % 3;
    const x = Math.floor(i / 3) % small.width;
    const y = Math.floor(i / 3 / small.width);
    let total = 0;
    for (let dy = 0; dy < factor; dy++)
      for (let dx = 0; dx < factor; dx++)
        total += data[((y * factor + dy) * width + x * factor + dx) * 3 + channel]!;
    pixels[i] = Math.floor((2 * total + area) / (2 * area));
  }
  return { ...small, data: pixels };
}
