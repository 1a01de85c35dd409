/**
 * MM-Vet. yuweihao/MM-Vet @ 7d717c2, mm-vet_evaluator.py.
 *
 * A language model (GPT-4) grades every answer from 0 to 1, in one or more runs. A capability scores 100 × the mean grade of
 * the questions that need it, the total 100 × the mean of all, each averaged over runs; `std` is the deviation of the
 * totals between runs (of the population, so 0 with one run). Nothing here asks a model.
 */

import { parseFloatLiteral } from '../python/float.ts';
import { strip } from '../python/text.ts';
import { mean } from '../tally.ts';

export interface MmVetResult {
  readonly capabilities: readonly string[];
  /** One grade, 0 to 1, for each run. */
  readonly grades: readonly number[];
}

/** All of them 0 to 100, not rounded. */
export interface MmVetScores {
  readonly capabilities: ReadonlyMap<string, number>;
  /** By the capabilities that questions need together, in alphabetical order and joined by `_`. */
  readonly integrations: ReadonlyMap<string, number>;
  readonly total: number;
  readonly runs: readonly number[];
  readonly std: number;
}

/** The grade in a judge's reply: what stands before its first space; undefined if that is no number from 0 to 1. */
export function readMmVetGrade(reply: string): number | undefined {
  const grade = parseFloatLiteral(strip(reply.split(' ')[0]!));
  return grade !== undefined && grade >= 0 && grade <= 1 ? grade : undefined;
}

export function mmVetScores(results: readonly MmVetResult[]): MmVetScores {
  const runs = (results[0]?.grades ?? []).map(
    (_, run) => 100 * mean(results.map(({ grades }) => grades[run]!)),
  );
  const total = mean(runs);
  return {
    capabilities: meansBy(results, ({ capabilities }) => [...new Set(capabilities)]),
    integrations: meansBy(results, ({ capabilities }) => [[...new Set(capabilities)].sort().join('_')]),
    total,
    runs,
    std: Math.sqrt(mean(runs.map((run) => (run - total) ** 2))),
  };
}

function meansBy(
  results: readonly MmVetResult[],
  groupsOf: (result: MmVetResult) => readonly string[],
): ReadonlyMap<string, number> {
  const groups = new Map<string, number[]>();
  for (const result of results) {
    for (const group of groupsOf(result)) {
      groups.set(group, [...(groups.get(group) ?? []), mean(result.grades)]);
    }
  }
  return new Map([...groups].map(([group, grades]) => [group, 100 * mean(grades)]));
}
