import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { lanczos } from './lanczos.ts';

/** A picture with no order to it that other languages can draw too. */
function pattern(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++)
        data[(y * width + x) * 3 + channel] =
          x * 37 + y * 91 + channel * 53 + x * y * 7 + ((x * x * y) % 31) * 5;
  return { width, height, data };
}

// Made with Pillow 13.0.0, Image.Resampling.LANCZOS.
test.each([
  [7, 5, 3, 2, '7c154fe9c7caa01d'],
  [5, 4, 5, 2, 'f71c8f935cc436bc'],
  [64, 64, 32, 32, '3d4ee4efb296e68e'],
  [101, 67, 50, 33, '0ceb95f0990f66e4'],
  [40, 9, 13, 9, '7b811a447896fa07'],
  [50, 30, 46, 28, '76e2a62b5620aa98'],
  [3, 3, 1, 1, '7e018a319f5f0461'],
  [200, 200, 7, 150, 'ea622d90da4cabcc'],
  [9, 7, 9, 7, 'c876c2c51314a273'],
])('%d×%d to %d×%d gives the bytes that Pillow gives', (fromWidth, fromHeight, width, height, digest) => {
  const small = lanczos(pattern(fromWidth, fromHeight), width, height);
  expect([small.width, small.height, small.data.length]).toEqual([width, height, width * height * 3]);
  expect(createHash('sha256').update(small.data).digest('hex').slice(0, 16)).toBe(digest);
});

test('a few bytes, to see them', () => {
  expect([...lanczos(pattern(3, 3), 1, 1).data]).toEqual([119, 141, 140]);
});

test('an even colour stays as it is, at the edges too, and overshoot is cut to bytes', () => {
  for (const value of [0, 7, 128, 255]) {
    const even = { width: 31, height: 17, data: new Uint8Array(31 * 17 * 3).fill(value) };
    expect(new Set(lanczos(even, 9, 8).data)).toEqual(new Set([value]));
  }
  const edge = {
    width: 40,
    height: 4,
    data: Uint8Array.from({ length: 480 }, (_, i) => (i % 120 < 60 ? 0 : 255)),
  };
  const values = [...lanczos(edge, 30, 4).data];
  expect(Math.min(...values)).toBe(0);
  expect(Math.max(...values)).toBe(255);
});

test('the same size is a copy', () => {
  const image = pattern(6, 4);
  const copy = lanczos(image, 6, 4);
  expect(copy).toEqual(image);
  expect(copy.data).not.toBe(image.data);
});

test.each([
  [17, 8],
  [8, 9],
  [0, 4],
  [4.5, 4],
  [Number.NaN, 4],
])('%d×%d is refused for a 16×8 image: nothing is enlarged past the original', (width, height) => {
  expect(() => lanczos(pattern(16, 8), width, height)).toThrow(/up to the image's 16×8/);
});
