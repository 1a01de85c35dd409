import { seededRandom } from './suites/random.ts';

/** A range that holds the true value with the stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A value with its interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

const normal95 = 1.959963984540054;

/** 95 % interval of a share, after Wilson (1927). `hits` may be fractional: partial marks count in part. */
export function wilsonInterval(hits: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const z2 = normal95 ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (normal95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  // At 0 and n the bounds are 0 and 1 exactly; rounding would miss them by an ulp.
  return { low: hits === 0 ? 0 : centre - half, high: hits === n ? 1 : centre + half };
}

/**
 * 95 % interval of the mean of paired differences in [-1, 1], by percentile bootstrap.
 *
 * Two imagined pairs, one each way, join the sample, as Bonett and Price (2012) do for paired shares: without
 * them a handful of equal differences would give an interval of no width, and five questions would prove anything.
 */
export function pairedInterval(differences: readonly number[], seed: number, resamples = 4000): Interval {
  const sample = Float64Array.from([...differences, 1, -1]);
  const random = seededRandom(seed);
  const means = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    let sum = 0;
    for (let j = 0; j < sample.length; j++) sum += sample[Math.floor(random.unit() * sample.length)]!;
    means[i] = sum / sample.length;
  }
  means.sort();
  return { low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/**
 * What a function makes of the means of several columns, such as a ratio, with its 95 % interval by percentile bootstrap
 * over the rows. Columns are as long as each other, a question a row.
 */
export function resampledEstimate(
  columns: readonly (readonly number[])[],
  statistic: (means: readonly number[]) => number,
  seed: number,
  resamples = 2000,
): Estimate {
  const { length } = columns[0]!;
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / length);
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: resamples }, () => {
    const sums = columns.map(() => 0);
    for (let draw = 0; draw < length; draw++) {
      const row = Math.floor(random.unit() * length);
      for (const [i, column] of columns.entries()) sums[i]! += column[row]!;
    }
    return statistic(sums.map((sum) => sum / length));
  });
  values.sort();
  return { value: statistic(means), low: quantile(values, 0.025), high: quantile(values, 0.975) };
}

/** Exact two-sided p-value of McNemar's test: were `onlyFirst` against `onlySecond` wins even odds? */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  return Math.min(1, 2 * binomialBelow(Math.min(onlyFirst, onlySecond), n));
}

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
  const confidenceWithout = (ends: number) => 1 - 2 * binomialBelow(ends, sorted.length);
  let ends = 0;
  while (2 * (ends + 1) < sorted.length && confidenceWithout(ends + 1) >= 0.95) ends++;
  const confidence = Math.max(0, confidenceWithout(ends));
  return { low: sorted[ends]!, high: sorted[sorted.length - 1 - ends]!, confidence };
}

/** Whether an interval excludes "no change". */
export function excludes({ low, high }: Interval, value: number): boolean {
  return low > value || high < value;
}

/** P(X ≤ k) of n fair coins. */
function binomialBelow(k: number, n: number): number {
  let logTerm = -n * Math.LN2;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1));
  }
  return sum;
}

/** Linear interpolation between order statistics. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}
