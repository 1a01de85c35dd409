import { describe, expect, test } from 'vitest';
import {
  excludes,
  mcnemar,
  median,
  medianInterval,
  pairedInterval,
  resampledEstimate,
  wilsonInterval,
} from './stats.ts';
import { seededRandom } from './suites/random.ts';

describe('wilsonInterval', () => {
  test.each([
    [8, 10, 0.4902, 0.9433],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [15, 148, 0.0624, 0.1605], // Newcombe (1998), table I, method 3
    [81, 263, 0.2553, 0.3662], // ibid.
  ])('%i of %i', (hits, n, low, high) => {
    const interval = wilsonInterval(hits, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('knows nothing without questions', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test('counts partial marks in part', () => {
    expect(wilsonInterval(2.5, 10).low).toBeGreaterThan(wilsonInterval(2, 10).low);
  });
});

describe('pairedInterval', () => {
  test('depends on the seed and nothing else', () => {
    const differences = Array.from({ length: 100 }, (_, i) => Math.sin(i));
    expect(pairedInterval(differences, 7)).toEqual(pairedInterval(differences, 7));
    expect(pairedInterval(differences, 7)).not.toEqual(pairedInterval(differences, 8));
  });

  test('one question proves nothing', () => {
    expect(excludes(pairedInterval([1], 0), 0)).toBe(false);
  });

  test('no difference at all still has a width', () => {
    const interval = pairedInterval(Array(200).fill(0), 0);
    expect(interval.low).toBeLessThan(0);
    expect(interval.high).toBeGreaterThan(0);
    expect(interval.high).toBeLessThan(0.02);
  });

  test('agrees with the normal approximation on a large sample', () => {
    const differences = Array.from({ length: 600 }, (_, i) => (i < 150 ? 1 : i < 200 ? -1 : 0));
    const { low, high } = pairedInterval(differences, 1);
    expect(low).toBeCloseTo(0.1667 - 1.96 * 0.0226, 2);
    expect(high).toBeCloseTo(0.1667 + 1.96 * 0.0226, 2);
  });

  test('holds the truth about 95 times of 100', () => {
    const random = seededRandom(3);
    const draw = () => (random.chance(0.2) ? 1 : random.chance(0.125) ? -1 : 0); // mean 0.2 - 0.1
    const runs = Array.from({ length: 200 }, (_, seed) =>
      pairedInterval(Array.from({ length: 80 }, draw), seed, { resamples: 400 }),
    );
    const held = runs.filter(({ low, high }) => low <= 0.1 && 0.1 <= high).length;
    expect(held).toBeGreaterThanOrEqual(182);
  });
});

describe('mcnemar', () => {
  test.each([
    [0, 0, 1],
    [5, 5, 1],
    [0, 6, 2 / 64],
    [1, 9, 22 / 1024],
    [9, 1, 22 / 1024],
  ])('%i against %i', (a, b, p) => {
    expect(mcnemar(a, b)).toBeCloseTo(p, 10);
  });

  test('large counts do not underflow', () => {
    expect(mcnemar(1000, 1100)).toBeCloseTo(0.0307, 3);
  });
});

describe('median', () => {
  test('of odd and even counts', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  test('six values give their whole range 96.9 % confidence', () => {
    expect(medianInterval([6, 1, 5, 2, 4, 3])).toEqual({ low: 1, high: 6, confidence: 0.96875 });
  });

  test('nine values leave out the outermost two', () => {
    const interval = medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(interval).toMatchObject({ low: 2, high: 8 });
    expect(interval.confidence).toBeCloseTo(0.961, 3);
  });

  test('three values say that they are not enough', () => {
    expect(medianInterval([1, 2, 3])).toEqual({ low: 1, high: 3, confidence: 0.75 });
    expect(medianInterval([1])).toEqual({ low: 1, high: 1, confidence: 0 });
  });
});

test('a ratio of means is estimated with all columns resampled together', () => {
  const below = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : 3));
  const ratio = ([one, other]: readonly number[]) => one! / other!;
  const twice = resampledEstimate([below.map((value) => 2 * value), below], ratio, 0);
  expect(twice).toEqual({ value: 2, low: 2, high: 2 });
  const apart = resampledEstimate([below.toReversed(), below], ratio, 0);
  expect(apart.value).toBe(1);
  expect(apart.low).toBeGreaterThan(0.85);
  expect(apart.high).toBeLessThan(1.15);
  expect(apart.high - apart.low).toBeGreaterThan(0.02);
});
