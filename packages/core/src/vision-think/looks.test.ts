import { describe, expect, test } from 'vitest';
import { crop } from '../image.ts';
import { lanczos } from '../lanczos.ts';
import { uniform } from '../noise.ts';
import { prompt } from '../testing.ts';
import {
  boxInOriginal,
  cropOriginal,
  imagesOf,
  lookAt,
  lookCost,
  lookSize,
  shrunk,
  withImages,
  worthLooking,
} from './looks.ts';
import { qwenSize, qwenVisualTokens } from './qwen.ts';

function noisy(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 256 * uniform(width, height, i));
  return { width, height, data };
}

const size = (width: number, height: number) => ({ width, height });

test.each([
  [2048, 1024, 2044, 1036, 2701, 1024, 512, 1036, 504, 666],
  [1280, 720, 1288, 728, 1196, 640, 360, 644, 364, 299],
  [3500, 2200, 3500, 2212, 9875, 1750, 1100, 1736, 1092, 2418],
  [850, 600, 840, 588, 630, 425, 300, 420, 308, 165],
  [300, 40, 308, 28, 11, 210, 28, 224, 28, 8],
  [50, 30, 84, 56, 6, 46, 28, 84, 56, 6],
])('%d×%d: what Qwen2.5-VL makes of it, and of its half', (...[w, h, fw, fh, full, lw, lh, qw, qh, low]) => {
  expect(qwenSize(size(w, h))).toEqual(size(fw, fh));
  expect(qwenVisualTokens(size(w, h))).toBe(full);
  const half = lookSize(size(w, h), 0.5);
  expect(half).toEqual(size(lw, lh));
  expect(qwenSize(half)).toEqual(size(qw, qh));
  expect(qwenVisualTokens(half)).toBe(low);
});

describe("Qwen2.5-VL's sizes", () => {
  test('halves go to the even side, as in Python', () => {
    for (const [side, rounded] of [
      [70, 56],
      [126, 112],
      [182, 168],
      [98, 112],
      [154, 168],
    ])
      expect(qwenSize(size(side!, 280)).width).toBe(rounded);
  });

  test('stay within their limits and multiples of 28, from a pixel to a poster', () => {
    for (const side of [1, 3, 27, 28, 29, 55, 56, 57, 999, 3584, 3585, 20_000])
      for (const shape of [1, 1.37, 4, 150]) {
        const { width, height } = qwenSize(size(side, Math.ceil(side * shape)));
        expect([width % 28, height % 28]).toEqual([0, 0]);
        expect(width * height).toBeGreaterThanOrEqual(3136);
        expect(width * height).toBeLessThanOrEqual(12_845_056);
      }
  });

  test('a strip is refused', () => {
    expect(() => qwenSize(size(1, 201))).toThrow(/no more than 200 times/);
    expect(() => qwenSize(size(0, 0))).toThrow(RangeError);
  });
});

describe('a look', () => {
  test('is never larger than the picture, has whole sides and respects the shortest side', () => {
    for (const width of [1, 2, 3, 9, 27, 28, 29, 55, 57, 301])
      for (const height of [1, 2, 5, 28, 31, 56, 999])
        for (const scale of [0.25, 1 / 3, 0.5, 1]) {
          const look = lookSize(size(width, height), scale);
          for (const side of ['width', 'height'] as const) {
            expect(Number.isInteger(look[side])).toBe(true);
            expect(look[side]).toBeLessThanOrEqual(size(width, height)[side]);
            expect(look[side]).toBeGreaterThanOrEqual(Math.min(28, size(width, height)[side]));
          }
        }
  });

  test('odd sides lose their last half pixel; a model of smaller patches may go lower', () => {
    expect(lookSize(size(101, 67), 0.5)).toEqual(size(50, 33));
    expect(lookSize(size(64, 64), 0.25)).toEqual(size(28, 28));
    expect(lookSize(size(64, 64), 0.25, { minimumSide: 8 })).toEqual(size(16, 16));
  });

  test('in full is the picture itself, smaller ones are Lanczos copies', () => {
    const picture = noisy(70, 62);
    expect(lookAt(picture, 1)).toBe(picture);
    expect(lookAt(picture, 0.5)).toEqual(lanczos(picture, 35, 31));
    const small = noisy(20, 12);
    expect(lookAt(small, 0.5)).toBe(small);
  });

  test('pays if the pictures in full cost enough more', () => {
    const visualTokens = qwenVisualTokens;
    expect(worthLooking([size(1280, 720)], 0.5, { visualTokens })).toBe(true);
    expect(worthLooking([size(300, 40)], 0.5, { visualTokens })).toBe(false);
    expect(worthLooking([size(300, 40)], 0.5, { visualTokens, saving: 1.375 })).toBe(true);
    expect(worthLooking([size(50, 30)], 0.5, { visualTokens })).toBe(false);
    expect(lookCost([size(1280, 720), size(850, 600)], 0.5, { visualTokens })).toBe(299 + 165);
    expect(lookCost([size(56, 28)], 1)).toBe(2);
  });
});

describe('a box drawn on a small copy', () => {
  const shown = size(50, 25);
  const original = size(200, 100);
  const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

  test.each([
    ['scales back', box(10, 5, 20, 15), box(40, 20, 80, 60)],
    ['covers every pixel that it touches', box(10.1, 5.3, 19.9, 14.9), box(40, 21, 80, 60)],
    ['is clamped to the picture', box(-5, -3, 99, 26), box(0, 0, 200, 100)],
    ['may have its corners swapped', box(20, 15, 10, 5), box(40, 20, 80, 60)],
    ['is widened about its centre to the shortest side', box(25, 12.5, 25, 12.5), box(86, 36, 114, 64)],
    ['is widened inwards at the edge', box(0, 0, 1, 1), box(0, 0, 28, 28)],
    ['is widened inwards at the other edge', box(60, 30, 70, 40), box(172, 72, 200, 100)],
  ])('%s', (_, drawn, expected) => {
    expect(boxInOriginal(drawn, shown, original)).toEqual(expected);
  });

  test('in a picture smaller than the shortest side is the whole of it', () => {
    expect(boxInOriginal(box(1, 1, 2, 2), size(10, 10), size(20, 12))).toEqual(box(0, 0, 20, 12));
  });

  test('shows the pixels of the original, not of the copy', () => {
    const picture = noisy(200, 100);
    expect(cropOriginal(picture, box(10, 5, 20, 15), shown)).toEqual(crop(picture, box(40, 20, 80, 60)));
  });
});

test('images come off a tape in order and go back into their places', () => {
  const [a, b, c, d] = [noisy(1, 1), noisy(2, 1), noisy(3, 1), noisy(4, 1)];
  const items = [...prompt('One?', a), 5, ...prompt('Two?', b), ...prompt('None?')];
  expect(imagesOf(items)).toEqual([a, b]);
  expect(withImages(items, [c, d])).toEqual([
    ...prompt('One?', c),
    5,
    ...prompt('Two?', d),
    ...prompt('None?'),
  ]);
  expect(imagesOf(items)[0]).toBe(a);
  expect(shrunk([...prompt('One?', noisy(64, 60)), 5], 0.5)).toEqual([
    ...prompt('One?', lanczos(noisy(64, 60), 32, 30)),
    5,
  ]);
});
