import { groupRows, type MarkedRow, type ScorerEntry } from '../scorers/catalogue/entry.ts';
import type { Interval } from '../stats.ts';
import { seededRandom } from '../suites/random.ts';

const draws = 500;

/**
 * 95 % intervals of numbers made of many marks, by percentile bootstrap: clusters are drawn with replacement, within their
 * stratum. The same rows always give the same intervals. Where all draws agree, which happens with few rows and says
 * nothing, both ends are NaN.
 */
export function drawnIntervals(
  rows: readonly MarkedRow[],
  drawn: ScorerEntry['drawn'],
  numbersOf: (rows: readonly MarkedRow[]) => readonly number[],
): readonly Interval[] {
  const strata = [...groupRows(rows, (row) => drawn(row).stratum).values()].map((stratum) => [
    ...groupRows(stratum, (row) => drawn(row).cluster ?? row.id).values(),
  ]);
  const random = seededRandom(0);
  const results = Array.from({ length: draws }, () =>
    numbersOf(strata.flatMap((clusters) => clusters.flatMap(() => random.pick(clusters)))),
  );
  return (results[0] ?? []).map((_, at) => middle(results.map((numbers) => numbers[at]!)));
}

function middle(values: readonly number[]): Interval {
  const sorted = values.filter(Number.isFinite).sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  const [low, high] = [at(0.025), at(0.975)];
  return low === high ? { low: Number.NaN, high: Number.NaN } : { low, high };
}
