import type { Estimate } from './interval.ts';
import { resampledEstimate } from './resampled.ts';

/**
 * pass@k without bias (Chen et al., 2021, arXiv 2107.03374): the chance that at least one of `k` answers drawn from `n`, of
 * which `correct` are right, is right; 1 − C(n − correct, k) / C(n, k), multiplied out so that nothing overflows.
 */
export function passAtK(n: number, correct: number, k: number): number {
  if (n - correct < k) return 1;
  let miss = 1;
  for (let i = n - correct + 1; i <= n; i++) miss *= 1 - k / i;
  return 1 - miss;
}

export interface SampledProblem {
  /** How many answers were sampled. */
  readonly n: number;
  readonly correct: number;
}

/**
 * The mean over problems, with its 95 % interval by bootstrap over problems; undefined if one has fewer than `k` answers.
 * ProxyThinker leaves questions with options out, which can be guessed.
 */
export function passAtKEstimate(
  problems: readonly SampledProblem[],
  k: number,
  seed: number,
): Estimate | undefined {
  if (problems.length === 0 || problems.some(({ n }) => n < k)) return undefined;
  const chances = problems.map(({ n, correct }) => passAtK(n, correct, k));
  return resampledEstimate([chances], ([mean]) => mean!, seed);
}
