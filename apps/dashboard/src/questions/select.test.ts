import type { AnswerCell, QuestionRow } from '@vr/server/wire';
import { expect, test } from 'vitest';
import { outcomes } from './filter.ts';
import { hasOutcome, selectQuestions } from './select.ts';

const pair = {
  a: { key: 'large-base', label: 'large-base', tone: 'large-base' },
  b: { key: 'small-expert', label: 'small-expert', tone: 'small-expert' },
} as const;

const counts = { largeTokens: 0, visualTokens: 64 };
const right: AnswerCell = { state: 'done', value: 1, read: '4', tokens: 3, ...counts, finish: 'end' };
const wrong: AnswerCell = { ...right, value: 0 };
const unparsed: AnswerCell = {
  state: 'done',
  value: 0,
  read: undefined,
  tokens: 256,
  ...counts,
  finish: 'length',
};
const failed: AnswerCell = {
  state: 'failed',
  error: { type: 'Error', message: 'ran out of paper', attempts: 1 },
};
const verdicts = [right, wrong, unparsed, failed, undefined];

function row(question: string, a: AnswerCell | undefined, b: AnswerCell | undefined): QuestionRow {
  const answers = { ...(a && { 'large-base': a }), ...(b && { 'small-expert': b }) };
  return { question, suite: 'math', kind: 'sum', prompt: `What of ${question}?`, target: '4', answers };
}

const rows = verdicts.flatMap((a, i) => verdicts.map((b, j) => row(`math-test-${i * 5 + j}`, a, b)));
const names = (selected: readonly QuestionRow[]) => selected.map(({ question }) => question);

test('without a filter every question is shown, in the order of the run', () => {
  expect(selectQuestions(rows, {}, pair)).toEqual(rows);
});

test('a question on which both arms answered has exactly one of the four outcomes', () => {
  for (const { answers, ...rest } of rows) {
    const answered = ['large-base', 'small-expert'].every((arm) => answers[arm]?.state === 'done');
    const fours = outcomes.slice(0, 4).filter((outcome) => hasOutcome({ answers, ...rest }, outcome, pair));
    expect(fours.length).toBe(answered ? 1 : 0);
  }
});

test('swapping the arms swaps who alone was right', () => {
  const swapped = { a: pair.b, b: pair.a };
  expect(selectQuestions(rows, { outcome: 'a-only' }, pair)).toEqual(
    selectQuestions(rows, { outcome: 'b-only' }, swapped),
  );
});

test('an unparsed answer counts as wrong and is found as unparsed', () => {
  const [one] = [row('q', right, unparsed)];
  const found = outcomes.filter((outcome) => hasOutcome(one, outcome, pair));
  expect(found).toEqual(['a-only', 'unparsed', 'cut']);
});

test('text is looked for in name, prompt and target, whatever its case', () => {
  expect(names(selectQuestions(rows, { text: 'MATH-TEST-24' }, pair))).toEqual(['math-test-24']);
  expect(names(selectQuestions(rows, { text: 'what of math-test-3?' }, pair))).toEqual(['math-test-3']);
  expect(selectQuestions(rows, { text: 'nowhere' }, pair)).toEqual([]);
});

test('numbers in names sort as numbers', () => {
  const sorted = names(selectQuestions(rows.toReversed(), { order: 'question' }, pair));
  expect(sorted.slice(0, 3)).toEqual(['math-test-0', 'math-test-1', 'math-test-2']);
  expect(names(selectQuestions(rows, { order: 'question', descending: true }, pair))).toEqual(
    sorted.toReversed(),
  );
});

test('sorting leaves the rows as they were', () => {
  const before = names(rows);
  selectQuestions(rows, { order: 'b-tokens', descending: true }, pair);
  expect(names(rows)).toEqual(before);
});
