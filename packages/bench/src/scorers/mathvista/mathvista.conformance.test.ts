import { describe, expect, test } from 'vitest';
import type { Tally } from '../tally.ts';
import { describeConformance } from '../testing/conformance.ts';
import { type MathVistaProblem, mathVista, mathVistaPrereleaseInt } from './mathvista.ts';
import { type MathVistaGroups, mathVistaScores } from './scores.ts';
import { mathVistaShortcut } from './shortcut.ts';

interface Metadata {
  readonly language: string;
  readonly source: string;
  readonly category: string;
  readonly task: string;
  readonly context: string;
  readonly skills: readonly string[];
}

interface Question {
  readonly pid: string;
  readonly question_type: MathVistaProblem['questionType'];
  readonly answer_type: MathVistaProblem['answerType'];
  readonly choices: readonly string[] | null;
  readonly precision: number | null;
  readonly answer: string;
  readonly metadata: Metadata;
  readonly grade_in_results: string;
}

interface Row {
  readonly pid: string;
  readonly response: string;
  readonly extraction: string;
  readonly published_prediction: string | null;
  readonly published_true_false: boolean;
  readonly current_rule_prediction?: string | null;
  readonly current_rule_true_false?: boolean;
  readonly skills?: readonly string[];
}

type Expected = Readonly<
  Record<string, { published: Tally; current_rule_int_float: number; strict_int_rule: number }>
>;
type Scores = Readonly<Record<string, Readonly<Record<string, Tally>>>>;

/** Scored with the later rule already: its stored predictions are those of `int(float(x))`. */
const SCORED_LATER = 'gpt4';

/** Where the published sub-scores keep ours. */
const KINDS: Readonly<Record<string, keyof MathVistaGroups>> = {
  question_type: 'questionType',
  answer_type: 'answerType',
  language: 'language',
  source: 'source',
  category: 'category',
  task: 'task',
  context: 'context',
  grade: 'grade',
  skills: 'skills',
};

describeConformance('mathvista', (data) => {
  const questions = new Map(data.lines<Question>('problems.jsonl').map((row) => [row.pid, row]));
  const expected = data.json<Expected>('expected.json');

  describe.each(Object.keys(expected))('%s', (model) => {
    const { published, current_rule_int_float, strict_int_rule } = expected[model]!;
    const rows = data.lines<Row>(`preds/${model}.jsonl`).map((row) => {
      const question = questions.get(row.pid)!;
      const problem = problemOf(question);
      const current = mathVista.mark(row.extraction, problem);
      const strict = mathVistaPrereleaseInt.mark(row.extraction, problem);
      return { row, question, problem, current, strict, stored: model === SCORED_LATER ? current : strict };
    });

    test('every prediction comes out, by the rule of its time and by the current one', () => {
      const offAtTheTime = rows.filter(
        ({ row, stored }) =>
          (stored.read ?? null) !== row.published_prediction ||
          (stored.value === 1) !== row.published_true_false,
      );
      const offNow = rows.filter(
        ({ row, current }) =>
          (current.read ?? null) !== currentPrediction(row) ||
          (current.value === 1) !== (row.current_rule_true_false ?? row.published_true_false),
      );
      const correct = (by: 'stored' | 'current' | 'strict') =>
        rows.filter((row) => row[by].value === 1).length;
      console.info(
        `mathvista ${model}: ${rows.length - offAtTheTime.length} and ${rows.length - offNow.length} of ${rows.length} rows ` +
          `agree; ${correct('stored')} correct, published ${published.correct}; current rule ${correct('current')}`,
      );
      expect([...offAtTheTime, ...offNow].map(({ row }) => row.pid)).toEqual([]);
      expect(correct('stored')).toBe(published.correct);
      expect(correct('current')).toBe(current_rule_int_float);
      expect(correct('strict')).toBe(strict_int_rule);
    });

    test('every published sub-score comes out', () => {
      const ours = mathVistaScores(
        rows.map(({ row, question, stored }) => ({
          groups: groupsOf(row, question),
          isCorrect: stored.value === 1,
        })),
      );
      const scores = Object.entries(data.json<Scores>(`scores/${model}.json`)).flatMap(([kind, values]) =>
        kind === 'average'
          ? []
          : Object.entries(values).map(([key, score]) => ({ kind: KINDS[kind]!, key, score })),
      );
      const off = scores.filter(({ kind, key, score }) => {
        const group = ours[kind].get(key);
        return group?.correct !== score.correct || group.total !== score.total;
      });
      console.info(`mathvista ${model}: ${scores.length - off.length} of ${scores.length} sub-scores agree`);
      expect(off).toEqual([]);
    });

    test('what the shortcuts extract is marked as what was extracted', () => {
      const off = rows.filter(({ row, problem, current }) => {
        const extracted = row.response === '' ? undefined : mathVistaShortcut(row.response, problem);
        return extracted !== undefined && mathVista.mark(extracted, problem).read !== current.read;
      });
      expect(off.map(({ row }) => row.pid)).toEqual([]);
    });
  });
});

function problemOf(question: Question): MathVistaProblem {
  return {
    questionType: question.question_type,
    answerType: question.answer_type,
    choices: question.choices ?? [],
    precision: question.precision ?? undefined,
    answer: question.answer,
  };
}

function currentPrediction(row: Row): string | null {
  return row.current_rule_prediction === undefined ? row.published_prediction : row.current_rule_prediction;
}

/** Skills and grades were revised after some of the runs; a row keeps those of its time. */
function groupsOf(row: Row, question: Question): MathVistaGroups {
  return {
    ...question.metadata,
    questionType: question.question_type,
    answerType: question.answer_type,
    grade: question.grade_in_results,
    skills: row.skills ?? question.metadata.skills,
  };
}
