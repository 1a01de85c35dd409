/** Scorers of what a judge model replied. */
import { mmVetScores } from '../mmvet/mmvet.ts';
import { mmVetGrade } from '../mmvet/mmvet-grade.ts';
import { entry, type MarkedRow, type PublishedTotal, type ScorerEntry } from './entry.ts';
import { texts } from './row.ts';

/** What an MM-Vet question needs. */
export const capabilitiesOf = ({ problem }: MarkedRow) =>
  problem.capability === undefined ? [] : texts(problem, ['capability']);

export function mmVetPublished(rows: readonly MarkedRow[]): PublishedTotal[] {
  const results = rows.map((row) => ({ capabilities: capabilitiesOf(row), grades: [row.mark.value] }));
  const { capabilities, total } = mmVetScores(results);
  return [['total', total] as const, ...capabilities].map(([name, value]) => ({
    name,
    value,
    unit: 'points',
  }));
}

export const judgedEntries: readonly ScorerEntry[] = [
  entry(mmVetGrade, () => undefined, {
    responses: ['judge_scores', 'grade'],
    groups: (row) => ({ capability: capabilitiesOf(row) }),
    published: mmVetPublished,
    line: "MM-Vet, of its judge's replies",
  }),
];
