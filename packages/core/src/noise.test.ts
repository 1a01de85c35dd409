import { expect, test } from 'vitest';
import { noise, philox, uniform } from './noise.ts';

const hexadecimal = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0'));

test.each([
  [0x00000000, 0x00000000, 0x00000000, ['ff1dae59', '6cd10df2']],
  [0xffffffff, 0xffffffff, 0xffffffff, ['2c3f628b', 'ab4fd7ad']],
  [0x13198a2e, 0x243f6a88, 0x85a308d3, ['dd7ce038', 'f62a4c12']],
])('philox keeps the known answers that its authors publish: key %d', (key, high, low, expected) => {
  expect(hexadecimal(philox(key, high, low))).toEqual(expected);
});

test('noise is a function of seed, position and token, and each of them counts', () => {
  expect(noise(1, 2, 3)).toBe(noise(1, 2, 3));
  const values = [
    noise(1, 2, 3),
    noise(2, 2, 3),
    noise(1, 3, 3),
    noise(1, 2, 4),
    noise(1, 3, 2),
    noise(-1, 2, 3),
  ];
  expect(new Set(values).size).toBe(values.length);
});

test('uniform noise fills every tenth of the unit interval alike, along tokens, positions and seeds', () => {
  const count = 20_000;
  const lines: ((i: number) => number)[] = [
    (i) => uniform(7, 5, i),
    (i) => uniform(7, i, 5),
    (i) => uniform(i, 7, 5),
  ];
  for (const draw of lines) {
    const bins = new Float64Array(10);
    for (let i = 0; i < count; i++) bins[Math.floor(draw(i) * 10)]!++;
    const chiSquare = bins.reduce((sum, bin) => sum + (bin - count / 10) ** 2 / (count / 10), 0);
    expect(chiSquare).toBeLessThan(27.9); // 1 in 1,000 at 9 degrees of freedom
  }
});

test('noise has the mean and the variance of a standard Gumbel variable', () => {
  const count = 50_000;
  const values = Array.from({ length: count }, (_, i) => noise(3, i >> 8, i & 255));
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  expect(mean).toBeCloseTo(0.5772, 1);
  expect(variance).toBeCloseTo(Math.PI ** 2 / 6, 1);
});

test('neighbouring tokens, positions and seeds are not correlated', () => {
  const count = 20_000;
  const pairs: ((i: number) => readonly [number, number])[] = [
    (i) => [uniform(1, 1, 2 * i), uniform(1, 1, 2 * i + 1)],
    (i) => [uniform(1, i, 1), uniform(1, i + 1, 1)],
    (i) => [uniform(i, 1, 1), uniform(i + 1, 1, 1)],
    (i) => [uniform(1, i, i + 1), uniform(1, i + 1, i)],
  ];
  for (const pair of pairs) {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const [a, b] = pair(i);
      sum += (a - 0.5) * (b - 0.5) * 12;
    }
    expect(Math.abs(sum / count)).toBeLessThan(4 / Math.sqrt(count));
  }
});
