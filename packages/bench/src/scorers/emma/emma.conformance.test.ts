import { expect, it } from 'vitest';
import { tally } from '../tally.ts';
import { describeConformance } from '../testing/conformance.ts';
import { emmaFast, emmaFastBeforeNumberWords } from './emma.ts';

interface Problem {
  readonly pid: string;
  readonly answer: string;
  readonly gt_content: string;
  readonly subject: string;
  readonly type: string;
}

interface Prediction {
  readonly pid: string;
  readonly response: string | null;
  readonly extraction: string | null;
  readonly true_false: boolean;
}

interface Expected {
  /** Whether answers were read out of the responses; otherwise a judge marked them. */
  readonly extracted: boolean;
  readonly published_correct: number;
  readonly rerun_reference_correct: number;
  readonly by_subject: Readonly<Record<string, readonly [number, number]>>;
}

describeConformance('emma_mini', ({ json, lines }) => {
  const problems = new Map(lines<Problem>('problems.jsonl').map((problem) => [problem.pid, problem]));
  const runs = Object.entries(json<Readonly<Record<string, Expected>>>('expected.json')).filter(
    ([, { extracted }]) => extracted,
  );

  it.each(runs)('reads and marks every response of %s as published', (run, expected) => {
    const rows = lines<Prediction>(`preds/${run}.jsonl`);
    const isEarlier = expected.published_correct !== expected.rerun_reference_correct;
    const marked = rows.flatMap((row) => {
      const problem = problems.get(row.pid);
      if (problem === undefined) return [];
      const asked = { answer: problem.answer, content: problem.gt_content };
      const now = emmaFast.mark(row.response ?? '', asked);
      const then = emmaFastBeforeNumberWords.mark(row.response ?? '', asked);
      return [{ row, subject: problem.subject, now, stored: isEarlier ? then : now }];
    });
    const misread = marked.filter(({ row, stored }) => (stored.read ?? '') !== (row.extraction ?? ''));
    const mismarked = marked.filter(({ row, stored }) => (stored.value === 1) !== row.true_false);
    const subjects = tally(
      marked,
      ({ subject }) => [subject],
      ({ stored }) => stored.value === 1,
    );
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    console.log(
      `${run}: ${marked.length - misread.length} read, ${marked.length - mismarked.length} marked of ${marked.length} (${rows.length} rows); ${sum(marked.map(({ stored }) => stored.value))} right, published ${expected.published_correct}; by the current rule ${sum(marked.map(({ now }) => now.value))}, re-run ${expected.rerun_reference_correct}`,
    );
    expect(misread.map(({ row, stored }) => [row.pid, stored.read, row.extraction])).toEqual([]);
    expect(mismarked.map(({ row }) => row.pid)).toEqual([]);
    if (marked.length < rows.length) return;
    expect(sum(marked.map(({ now }) => now.value))).toBe(expected.rerun_reference_correct);
    for (const [subject, [correct, total]] of Object.entries(expected.by_subject)) {
      expect(subjects.get(subject)).toEqual({ correct, total });
    }
  });
});
