import type { Image } from './sequence.ts';

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
