import type { Difference } from './record.ts';
import { type Drawing, excludes, mcnemar, pairedInterval } from './stats.ts';

/** What paired differences of marks, one for each question, come to; `clusters` names the picture of each question. */
export function differenceOf(
  differences: readonly number[],
  seed: number,
  clusters?: Drawing['clusters'],
): Difference {
  const interval = pairedInterval(differences, seed, { clusters });
  const better = differences.filter((difference) => difference > 0).length;
  const worse = differences.filter((difference) => difference < 0).length;
  return {
    n: differences.length,
    value: differences.reduce((sum, difference) => sum + difference, 0) / differences.length,
    ...interval,
    measurable: excludes(interval, 0),
    p: mcnemar(better, worse),
  };
}
