import { expect, test } from 'vitest';
import { diffuse } from './diffuse.ts';
import type { Image } from './sequence.ts';

const even = (value: number, width = 96, height = 64): Image => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(value),
});

/** Mean and standard deviation of pixels from −1 to 1. */
function moments({ data }: Image) {
  const values = Array.from(data, (byte) => byte / 127.5 - 1);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

test.each([
  [100, 0.998_293, 0.058_406],
  [250, 0.989_134, 0.147_018],
])('after %d of 1000 steps the image counts %d and the noise %d', (step, image, noise) => {
  for (const value of [100, 128, 150]) {
    const { mean, deviation } = moments(diffuse(even(value), { step }));
    expect(mean).toBeCloseTo(image * (value / 127.5 - 1), 2);
    expect(Math.abs(deviation / noise - 1)).toBeLessThan(0.02);
  }
});

test('500 steps, unless said otherwise: nine parts image, five parts noise, cut to what a byte holds', () => {
  expect(diffuse(even(128))).toEqual(diffuse(even(128), { step: 500 }));
  const { data } = diffuse(even(128));
  // Of a standard normal ε, √(1 − ᾱ)·ε stays within 0.5 in 67.8 %, and above 1 in 2.4 % of pixels, with √(1 − ᾱ) = 0.505.
  const share = (holds: (byte: number) => boolean) => data.filter(holds).length / data.length;
  expect(share((byte) => Math.abs(byte - 127.5) < 127.5 / 2)).toBeCloseTo(0.679, 1);
  expect(share((byte) => byte === 255)).toBeCloseTo(0.024, 2);
  expect(share((byte) => byte === 0)).toBeCloseTo(0.024, 2);
});

test('the first step adds noise already, the last leaves more of it than of the image', () => {
  const share = ({ data }: Image) => data.filter((byte) => byte !== 128).length / data.length;
  // A byte changes where 0.00473 · ε is more than half of 1 / 127.5: in 40.7 % of pixels.
  expect(share(diffuse(even(128), { step: 0 }))).toBeCloseTo(0.407, 1);
  expect(moments(diffuse(even(191), { step: 999 })).mean).toBeLessThan(0.2);
});

test('neighbouring pixels and colours get noise of their own', () => {
  const { data } = diffuse(even(128), { step: 250 });
  for (const distance of [1, 3, 96 * 3]) {
    let product = 0;
    for (let i = distance; i < data.length; i++) product += (data[i]! - 128) * (data[i - distance]! - 128);
    const { deviation } = moments({ width: 96, height: 64, data });
    expect(Math.abs(product / data.length / (deviation * 127.5) ** 2)).toBeLessThan(0.03);
  }
});

test('equal arguments give equal images, another seed another, and the image itself stays as it is', () => {
  const image = even(77, 4, 2);
  const noised = diffuse(image, { seed: 5 });
  expect(diffuse(image, { seed: 5 })).toEqual(noised);
  expect(diffuse(image, { seed: 6 })).not.toEqual(noised);
  expect(noised).toMatchObject({ width: 4, height: 2 });
  expect(image).toEqual(even(77, 4, 2));
});

test('a step that there is not is refused', () => {
  for (const step of [-1, 1000, 0.5, Number.NaN])
    expect(() => diffuse(even(0, 1, 1), { step })).toThrow(`from 0 to 999, found ${step}.`);
});
