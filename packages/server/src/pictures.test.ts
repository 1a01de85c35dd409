import { fit } from '@vr/bench/decode';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture } from './pictures.ts';

const sizes = { patchSize: 8, imageSize: 64 };
const limits = { pixels: 10_000 };
const noise = (width: number, height: number, channels: 1 | 2 | 3 | 4) =>
  sharp(
    Uint8Array.from({ length: width * height * channels }, (_, at) => (at * 2654435761) >>> 24),
    { raw: { width, height, channels } },
  );
const plain = (colour: string, width = 16, height = 16) =>
  sharp({ create: { width, height, channels: 4, background: colour } });

describe('a picture', () => {
  test('that fits is read pixel for pixel', async () => {
    const pixels = await noise(64, 32, 3).raw().toBuffer();
    for (const file of [noise(64, 32, 3).png(), noise(64, 32, 3).webp({ lossless: true })]) {
      const { width, height, data } = await decodePicture(await file.toBuffer(), sizes, limits);
      expect({ width, height }).toEqual({ width: 64, height: 32 });
      expect(Buffer.compare(data, pixels)).toBe(0);
    }
  });

  test.each([
    ['grey', noise(16, 16, 1).toColourspace('b-w').png()],
    ['grey with transparency', noise(16, 16, 2).toColourspace('b-w').png()],
    ['of 16 bits', noise(16, 16, 3).toColourspace('rgb16').png()],
    ['of few colours', noise(16, 16, 3).png({ palette: true, colours: 4 })],
    ['in CMYK', noise(16, 16, 3).toColourspace('cmyk').jpeg()],
    ['that is a GIF', noise(16, 16, 3).gif()],
  ])('%s becomes 8-bit RGB', async (_, file) => {
    const { width, height, data } = await decodePicture(await file.toBuffer(), sizes, limits);
    expect({ width, height, bytes: data.length }).toEqual({ width: 16, height: 16, bytes: 16 * 16 * 3 });
  });

  test('shows white where it is transparent', async () => {
    const { data } = await decodePicture(await plain('#00000000').png().toBuffer(), sizes, limits);
    expect([...data].every((byte) => byte === 255)).toBe(true);
    const red = await decodePicture(await plain('#ff0000').png().toBuffer(), sizes, limits);
    expect([...red.data.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  test('is turned upright', async () => {
    const left = plain('#000000', 32, 16).composite([
      { input: { create: { width: 16, height: 16, channels: 3, background: 'white' } }, left: 0, top: 0 },
    ]);
    const file = await left.jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const { width, height, data } = await decodePicture(file, sizes, limits);
    expect({ width, height }).toEqual({ width: 16, height: 32 });
    expect(data[0]).toBeGreaterThan(240);
    expect(data.at(-1)).toBeLessThan(16);
  });

  test('of another size becomes the largest that is taken', async () => {
    const file = await noise(90, 30, 3).png().toBuffer();
    const { width, height, data } = await decodePicture(file, sizes, limits);
    expect({ width, height, bytes: data.length }).toEqual({ width: 64, height: 24, bytes: 64 * 24 * 3 });
  });

  test.each([
    ['a text', async () => Buffer.from('hello'), 'not a PNG, JPEG, WebP or GIF'],
    ['a drawing', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'not a PNG, JPEG'],
    [
      'half a file',
      async () => (await noise(64, 64, 3).png().toBuffer()).subarray(0, 200),
      'cannot be decoded',
    ],
    ['a large one', () => plain('#000', 200, 100).png().toBuffer(), 'more than 10000 pixels'],
  ])('that is %s is refused', async (_, file, message) => {
    await expect(decodePicture(await file(), sizes, limits)).rejects.toThrow(message);
  });
});

test('what fits stays, all else is a multiple of the patch and at most the largest side, near its aspect', () => {
  expect(fit(24, 64, sizes)).toEqual({ width: 24, height: 64 });
  for (let width = 1; width < 300; width += 7)
    for (let height = 1; height < 300; height += 11) {
      const fitted = fit(width, height, sizes);
      for (const side of [fitted.width, fitted.height]) {
        expect(side % 8).toBe(0);
        expect(side).toBeGreaterThanOrEqual(8);
        expect(side).toBeLessThanOrEqual(64);
      }
      const exact = (64 * Math.min(width, height)) / Math.max(width, height);
      const shorter = Math.min(fitted.width, fitted.height);
      if (fitted.width !== width)
        expect(Math.abs(shorter - exact)).toBeLessThanOrEqual(Math.max(4, 8 - exact));
    }
});
