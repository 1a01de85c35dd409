import { expect, test } from 'vitest';
import { largestDifference } from './largest-difference.ts';

test('finds the largest distance, whichever row is higher', () => {
  expect(largestDifference(Float32Array.of(1, 5, 2), Float32Array.of(1.5, 2, 4))).toBe(3);
});

test('what is not a number is at most nothing, wherever it stands', () => {
  for (const at of [0, 1, 2]) {
    const broken = Float32Array.of(1, 2, 3);
    broken[at] = Number.NaN;
    expect(largestDifference(broken, Float32Array.of(1, 2, 3)) <= 1e9).toBe(false);
    expect(largestDifference(Float32Array.of(1, 2, 3), broken) <= 1e9).toBe(false);
  }
});
