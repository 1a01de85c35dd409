import { expect, test } from 'vitest';
import { passAtK, passAtKEstimate } from './pass-at-k.ts';

/** The share of all sets of k among n answers, the first `correct` of them right, that hold a right one. */
function counted(n: number, correct: number, k: number): number {
  const sets = Array.from({ length: 2 ** n }, (_, set) => set).filter(
    (set) => set.toString(2).replaceAll('0', '').length === k,
  );
  return sets.filter((set) => (set & (2 ** correct - 1)) !== 0).length / sets.length;
}

test('is the share of all draws of k answers that hold a right one', () => {
  for (const n of [1, 4, 8])
    for (let correct = 0; correct <= n; correct++)
      for (let k = 1; k <= n; k++) expect(passAtK(n, correct, k)).toBeCloseTo(counted(n, correct, k), 12);
});

test('does not overflow where the binomials would', () => {
  expect(passAtK(100_000, 1, 50_000)).toBeCloseTo(0.5, 9);
});

test('is averaged over problems with enough answers each', () => {
  const problems = Array.from({ length: 100 }, (_, i) => ({ n: 2, correct: i % 2 }));
  const estimate = passAtKEstimate(problems, 1, 0)!;
  expect(estimate.value).toBe(0.25);
  expect(estimate.low).toBeGreaterThan(0.19);
  expect(estimate.high).toBeLessThan(0.31);
  expect(passAtKEstimate(problems, 3, 0)).toBeUndefined();
  expect(passAtKEstimate([], 1, 0)).toBeUndefined();
});
