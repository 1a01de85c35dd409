import { type Columns, type Drawing, resampleMeans } from './bootstrap.ts';
import type { Estimate, Interval } from './interval.ts';
import { middle95 } from './median.ts';

/**
 * 95 % interval of the mean of paired differences in [-1, 1], by percentile bootstrap.
 *
 * Two imagined pairs, one each way, join the sample, as Bonett and Price (2012) do for paired shares: without
 * them a handful of equal differences would give an interval of no width, and five questions would prove anything.
 */
export function pairedInterval(
  differences: readonly number[],
  seed: number,
  { clusters, resamples = 4000 }: Drawing = {},
): Interval {
  const means = new Float64Array(resamples);
  const imagined = clusters && [...clusters, ...imaginedClusters];
  resampleMeans([[...differences, 1, -1]], seed, { clusters: imagined, resamples }, ([mean], index) => {
    means[index] = mean!;
  });
  return middle95(means);
}

const imaginedClusters = ['one imagined pair', 'the other imagined pair'];

/**
 * What a function makes of the means of several columns, such as a ratio, with its 95 % interval by percentile bootstrap
 * over the rows, or over clusters of rows.
 */
export function resampledEstimate(
  columns: Columns,
  statistic: (means: readonly number[]) => number,
  seed: number,
  { clusters, resamples = 2000 }: Drawing = {},
): Estimate {
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
  const values = new Float64Array(resamples);
  resampleMeans(columns, seed, { clusters, resamples }, (drawn, index) => {
    values[index] = statistic(drawn);
  });
  return { value: statistic(means), ...middle95(values) };
}
