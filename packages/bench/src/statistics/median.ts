import { fairCoinsUpTo } from './fair-coins.ts';
import type { Interval } from './interval.ts';

/** The middle value; the mean of the middle two when there are as many above as below. */
export function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

/**
 * The narrowest range between two of the values that holds the true median with at least 95 % confidence, by the
 * sign test: no assumption about the distribution. Below six values not even the whole range does; `confidence`
 * says what it reaches.
 */
export function medianInterval(values: readonly number[]): Interval & { readonly confidence: number } {
  const sorted = Float64Array.from(values).sort();
  const confidenceWithout = (ends: number) => 1 - 2 * fairCoinsUpTo(ends, sorted.length);
  let ends = 0;
  while (2 * (ends + 1) < sorted.length && confidenceWithout(ends + 1) >= 0.95) ends++;
  const confidence = Math.max(0, confidenceWithout(ends));
  return { low: sorted[ends]!, high: sorted[sorted.length - 1 - ends]!, confidence };
}

/** Linear interpolation between order statistics. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/** The middle 95 % of what a bootstrap drew. */
export function middle95(values: Float64Array): Interval {
  values.sort();
  return { low: quantile(values, 0.025), high: quantile(values, 0.975) };
}
