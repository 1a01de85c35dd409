import { resampleMeans } from './bootstrap.ts';
import type { Estimate } from './interval.ts';
import { middle95 } from './median.ts';
import { wilsonInterval } from './wilson.ts';

export type MeanName = 'micro' | 'macro';

/** Both means over groups of marks, and which of them the benchmark publishes. */
export interface Means {
  /** Every question weighs the same. Wilson's interval. */
  readonly micro: Estimate;
  /** Every group weighs the same. Bootstrap within groups, which keep their size. */
  readonly macro: Estimate;
  readonly published: MeanName;
}

/** `groups`: the marks of each, 0 to 1, none of them empty. */
export function meansOf(
  groups: readonly (readonly number[])[],
  published: MeanName,
  seed: number,
  resamples = 2000,
): Means {
  const marks = groups.flat();
  const hits = total(marks);
  const drawn = new Float64Array(resamples);
  for (const [i, group] of groups.entries())
    resampleMeans([group], seed + i, { resamples }, ([mean], index) => {
      drawn[index]! += mean! / groups.length;
    });
  const macro = total(groups.map((group) => total(group) / group.length)) / groups.length;
  return {
    micro: { value: hits / marks.length, ...wilsonInterval(hits, marks.length) },
    macro: { value: macro, ...middle95(drawn) },
    published,
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
