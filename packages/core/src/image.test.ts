import { expect, test } from 'vitest';
import { crop, resize } from './image.ts';
import { uniform } from './noise.ts';

function noisy(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 256 * uniform(width, height, i));
  return { width, height, data };
}

test('each pixel is the rounded mean of the square it stands for', () => {
  for (const [width, height, factor] of [
    [64, 64, 2],
    [12, 6, 3],
    [8, 16, 8],
  ] as const) {
    const image = noisy(width, height);
    const small = resize(image, 1 / factor);
    expect([small.width, small.height]).toEqual([width / factor, height / factor]);
    for (let y = 0; y < small.height; y++)
      for (let x = 0; x < small.width; x++)
        for (let channel = 0; channel < 3; channel++) {
          const square = [];
          for (let dy = 0; dy < factor; dy++)
            for (let dx = 0; dx < factor; dx++)
              square.push(image.data[((y * factor + dy) * width + (x * factor + dx)) * 3 + channel]!);
          const mean = square.reduce((sum, value) => sum + value, 0) / square.length;
          expect(small.data[(y * small.width + x) * 3 + channel]).toBe(Math.round(mean));
        }
  }
});

test('a half is rounded up', () => {
  const bright = { width: 2, height: 2, data: Uint8Array.of(0, 1, 255, 1, 1, 254, 0, 0, 255, 1, 0, 254) };
  expect([...resize(bright, 0.5).data]).toEqual([1, 1, 255]);
});

test('channels stay apart and an even colour stays as it is', () => {
  const red = {
    width: 4,
    height: 4,
    data: Uint8Array.from({ length: 48 }, (_, i) => (i % 3 === 0 ? 201 : 7)),
  };
  expect([...resize(red, 0.25).data]).toEqual([201, 7, 7]);
});

test('scale 1 is a copy', () => {
  const image = noisy(4, 2);
  const copy = resize(image, 1);
  expect(copy).toEqual(image);
  expect(copy.data).not.toBe(image.data);
});

test.each([0, -0.5, 2, 0.4, Number.NaN, Infinity])('a scale of %d is refused', (scale) => {
  expect(() => resize(noisy(8, 8), scale)).toThrow(/scale must be 1 over a whole number/);
});

test('sides that do not divide, and data of another length, are refused', () => {
  expect(() => resize(noisy(9, 8), 0.5)).toThrow(/9×8 .* 2×2/);
  expect(() => resize({ ...noisy(8, 8), width: 4 }, 0.5)).toThrow(/96 bytes, found 192/);
});

test('a crop holds the pixels of its box, unchanged', () => {
  const image = noisy(9, 7);
  const box = { left: 2, top: 1, right: 7, bottom: 5 };
  const part = crop(image, box);
  expect([part.width, part.height, part.data.length]).toEqual([5, 4, 60]);
  for (let y = 0; y < 4; y++)
    for (let x = 0; x < 5; x++)
      for (let channel = 0; channel < 3; channel++)
        expect(part.data[(y * 5 + x) * 3 + channel]).toBe(image.data[((y + 1) * 9 + x + 2) * 3 + channel]);
});

test('a crop of all is a copy, and crops of crops add up', () => {
  const image = noisy(9, 7);
  const all = crop(image, { left: 0, top: 0, right: 9, bottom: 7 });
  expect(all).toEqual(image);
  expect(all.data).not.toBe(image.data);
  const inner = crop(crop(image, { left: 1, top: 2, right: 8, bottom: 7 }), {
    left: 3,
    top: 1,
    right: 5,
    bottom: 4,
  });
  expect(inner).toEqual(crop(image, { left: 4, top: 3, right: 6, bottom: 6 }));
});

test.each([
  { left: 2, top: 0, right: 2, bottom: 4 },
  { left: -1, top: 0, right: 2, bottom: 4 },
  { left: 0, top: 0, right: 9, bottom: 4 },
  { left: 0, top: 3, right: 2, bottom: 9 },
  { left: 0.5, top: 0, right: 2, bottom: 4 },
  { left: 0, top: 0, right: Number.NaN, bottom: 4 },
])('a box that holds no whole pixels of the image is refused: %o', (box) => {
  expect(() => crop(noisy(8, 8), box)).toThrow(/A box in a 8×8 image must hold whole pixels/);
});
