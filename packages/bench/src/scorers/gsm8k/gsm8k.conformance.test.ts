import { expect, it } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { gsm8k, gsm8kA, gsm8kTarget } from './gsm8k.ts';

interface Solution {
  readonly is_correct: boolean;
  readonly solution: string;
}

type Row = { readonly i: number } & Readonly<Record<string, Solution>>;
type Expected = Readonly<Record<string, { readonly n: number; readonly published_correct: number }>>;

describeConformance('gsm8k', ({ json, lines }) => {
  const solutions = lines<{ readonly answer: string }>('test.jsonl').map(({ answer }) => answer);
  // Not the `ground_truth` beside the solutions: question 331 was set right since, and the marks are by the new answer.
  const targets = solutions.map((solution) => gsm8kTarget(solution)!);
  const rows = lines<Row>('model_solutions.jsonl');
  const systems = Object.entries(json<Expected>('expected.json')).filter(([system]) => rows[0]?.[system]);

  it.each(systems)('marks every solution of %s as published', (system, { n, published_correct }) => {
    const marked = rows.map((row) => gsm8kA.mark(row[system]!.solution, { target: targets[row.i]! }).value);
    const wrong = rows.filter((row, at) => marked[at] !== (row[system]!.is_correct ? 1 : 0));
    const total = marked.reduce((sum, value) => sum + value, 0);
    console.log(`${system}: ${n - wrong.length}/${n} rows; ${total} right, published ${published_correct}`);
    expect(wrong.map(({ i }) => i)).toEqual([]);
    expect(total).toBe(published_correct);
  });

  it('finds every reference solution right', () => {
    expect(solutions).toHaveLength(1319);
    for (const [i, solution] of solutions.entries()) {
      expect(gsm8k.mark(solution, { target: targets[i]! }).value).toBe(1);
    }
  });
});
