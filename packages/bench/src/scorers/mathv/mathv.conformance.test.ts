import { expect, it } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { mathVision, mathVisionScores } from './mathv.ts';
import { mathVisionEqual } from './mathv-equal.ts';

interface Problem {
  readonly id: string;
  readonly options: readonly string[];
  readonly answer: string;
  readonly level: number;
  readonly subject: string;
}

interface Prediction {
  readonly id: string;
  readonly response: string;
  readonly model_answer: string;
  readonly correct: boolean;
  /** Where the reference reads the stored response otherwise today. */
  readonly rerun_model_answer?: string;
  readonly rerun_correct?: boolean;
}

interface Case {
  readonly gt_answer: string;
  readonly gt_option_text: string;
  readonly model_answer: string;
  readonly correct: boolean;
}

describeConformance('mathv', ({ json, lines }) => {
  const problems = new Map(lines<Problem>('problems.jsonl').map((problem) => [problem.id, problem]));
  const runs = Object.keys(json<Readonly<Record<string, unknown>>>('expected.json'));

  it.each(runs)('reads and marks every response of %s as published', (run) => {
    const rows = lines<Prediction>(`preds/${run}.jsonl`);
    const marked = rows.map((row) => {
      const { level, subject, ...problem } = problems.get(row.id)!;
      const { value, read = '' } = mathVision.mark(row.response, problem);
      return { row, level, subject, value, read };
    });
    const misread = marked.filter(({ row, read }) => read !== (row.rerun_model_answer ?? row.model_answer));
    const mismarked = marked.filter(({ row, value }) => value !== Number(row.rerun_correct ?? row.correct));
    const scores = mathVisionScores(marked);
    const published = json<Readonly<Record<string, string>>>(`results/${run}_result.json`);
    const different = Object.entries(published).filter(([group, score]) => {
      const { correct, total } = scores.get(ourGroup(group))!;
      return !score.startsWith(`${correct}/${total}=`);
    });
    console.log(
      `${run}: ${rows.length - misread.length} read, ${rows.length - mismarked.length} marked of ${rows.length}; ${scores.get('all')!.correct} right, published ${published['-all']}; ${Object.keys(published).length - different.length}/${Object.keys(published).length} scores`,
    );
    expect(misread.map(({ row, read }) => [row.id, read, row.model_answer])).toEqual([]);
    expect(mismarked.map(({ row }) => row.id)).toEqual([]);
    expect(different).toEqual([]);
  });

  it('compares every pair as the reference does', () => {
    const cases = lines<Case>('is_equal_cases.jsonl');
    const wrong = cases.filter(({ gt_answer, gt_option_text, model_answer, correct }) => {
      const equal = mathVisionEqual(gt_answer, model_answer) || mathVisionEqual(gt_option_text, model_answer);
      return equal !== correct;
    });
    console.log(`mathv equality: ${cases.length - wrong.length}/${cases.length} pairs`);
    expect(wrong).toEqual([]);
  });
});

/** Theirs come as `-all`, `-level2`, `algebra`, `algebra_level2` and `-level2_algebra`. */
function ourGroup(theirs: string): string {
  const level = /level(\d)/.exec(theirs)?.[1];
  const subject = theirs.replace(/_?-?level\d_?/, '');
  if (level === undefined) return theirs === '-all' ? 'all' : subject;
  return subject === '' ? `level ${level}` : `level ${level}, ${subject}`;
}
