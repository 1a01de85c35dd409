import { expect, test } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { mmVetScores } from './mmvet.ts';

interface Row {
  readonly capability: readonly string[];
  readonly judge_scores: readonly number[];
}

interface Expected {
  readonly n: number;
  readonly total: number;
  readonly capability: Readonly<Record<string, readonly [score: number, n: number]>>;
  readonly published_csv: Readonly<Record<string, string>>;
}

const MODEL = 'llava-v1.5-7b';
/** The table of the judge whose grades the rows hold. */
const TABLE = 'llava-v1.5-7b_gpt-4-0613-cap-score-1runs.csv';

describeConformance('mmvet', (data) => {
  test('the total and every capability come out', () => {
    const expected = data.json<Readonly<Record<string, Expected>>>('expected.json')[MODEL]!;
    const rows = data.lines<Row>(`${MODEL}.jsonl`);
    const scores = mmVetScores(
      rows.map(({ capability, judge_scores }) => ({ capabilities: capability, grades: judge_scores })),
    );
    const [header = '', line = ''] = expected.published_csv[TABLE]!.split('\n');
    const names = header.split(',');
    const published = Object.fromEntries(line.split(',').map((cell, index) => [names[index]!, cell]));
    const ours = new Map([
      ...scores.capabilities,
      ['total', scores.total] as const,
      ['std', scores.std] as const,
    ]);
    console.info(
      `mmvet ${MODEL}: ${rows.length} rows; ` +
        [...ours].map(([name, score]) => `${name} ${score.toFixed(1)} (${published[name]})`).join(', '),
    );
    expect(rows.length).toBe(expected.n);
    expect(scores.total).toBeCloseTo(expected.total, 4);
    for (const [name, [score]] of Object.entries(expected.capability)) {
      expect(scores.capabilities.get(name), name).toBeCloseTo(score, 2);
    }
    for (const [name, score] of ours)
      expect(Math.abs(score - Number(published[name])), name).toBeLessThan(0.0501);
  });
});
