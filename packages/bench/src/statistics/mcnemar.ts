import { fairCoinsUpTo } from './fair-coins.ts';

/**
 * Exact two-sided p-value: were `onlyFirst` against `onlySecond` wins even odds? Q. McNemar, "Note on the sampling error of
 * the difference between correlated proportions or percentages", Psychometrika 12 (1947), with the binomial in place of χ².
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  return Math.min(1, 2 * fairCoinsUpTo(Math.min(onlyFirst, onlySecond), n));
}
