import { readFileSync } from 'node:fs';
import type { Image, Part } from '@vr/core';
import { describe, expect, test } from 'vitest';
import { type Question, sceneRandom, suites } from './index.ts';
import { hashText, seededRandom } from './random.ts';
import { scoreAnswer } from './score.ts';
import { splits } from './suite.ts';

const imageOf = (question: Question): Image =>
  question.prompt[0]!.content.find((part): part is Extract<Part, { type: 'image' }> => part.type === 'image')!
    .image;
const print = (question: Question) =>
  JSON.stringify({
    ...question,
    prompt: question.prompt[0]!.content.at(-1),
    image: hashText(imageOf(question).data.join()),
  });

describe.each(suites)('$name', (suite) => {
  const questions = [...suite.questions('validation', 300, 7)];

  test('the same seed gives the same questions, to the pixel', () => {
    expect([...suite.questions('validation', 20, 7)].map(print)).toEqual(questions.slice(0, 20).map(print));
  });

  test('this version asks what it always asked', () => {
    expect([...suite.questions('test', 3, 0)].map(print)).toMatchSnapshot();
  });

  test('seeds and splits do not share questions', () => {
    const seen = splits.flatMap((split) =>
      [1, 2].flatMap((seed) => [...suite.questions(split, 100, seed)].map((q) => print({ ...q, id: '' }))),
    );
    expect(new Set(seen).size).toBeGreaterThan(0.97 * seen.length);
  });

  test('an answer with the target in its tags is right, another is wrong, none is unread', () => {
    for (const question of questions.slice(0, 50)) {
      expect(suite.score(`<think>so</think><answer>${question.target}</answer>`, question).value).toBe(1);
      expect(suite.score('<answer>never this</answer>', question)).toEqual({ value: 0, read: 'never this' });
      expect(suite.score(question.target, question)).toEqual({ value: 0, read: undefined });
    }
  });

  test('every kind of question comes up', () => {
    const kinds = new Set(questions.map((q) => q.kind));
    expect(Object.fromEntries([...kinds].sort().map((kind) => [kind, true]))).toMatchSnapshot();
  });

  test('a slip is always put right by the step after it', () => {
    const solutions = questions.map((q) => q.solution);
    expect(solutions.some((steps) => steps.some((step) => step.slip))).toBe(true);
    for (const steps of solutions)
      steps.forEach((step, i) => {
        if (step.slip) expect(steps[i + 1]!.text.startsWith('wait, ')).toBe(true);
      });
  });

  test('arithmetic in the steps is right except in slips', () => {
    const sums = questions.flatMap((q) =>
      q.solution
        .filter((step) => !step.slip)
        .flatMap((step) => [...step.text.matchAll(/(\d+)([-+*])(\d+)=(\d+)/g)]),
    );
    for (const [, a, sign, b, result] of sums) {
      const value = { '+': Number(a) + Number(b), '-': Number(a) - Number(b), '*': Number(a) * Number(b) }[
        sign as '+'
      ];
      expect(value).toBe(Number(result));
    }
  });

  test('objects lie in different cells, and something is drawn around each', () => {
    for (let index = 0; index < 200; index++) {
      const { objects } = suite.compose(sceneRandom(suite.name, 'train', 3, index));
      const cells = objects.map((object) => object.cell);
      expect(new Set(cells).size).toBe(cells.length);
      expect(cells.every((cell) => cell >= 0 && cell < 64)).toBe(true);
    }
  });
});

test('the last closed pair of answer tags counts, blanks and case do not', () => {
  // The reward of training/ is held to the same cases.
  const cases: readonly { answer: string; target: string; right: boolean }[] = JSON.parse(
    readFileSync(new URL('./score-cases.json', import.meta.url), 'utf8'),
  );
  for (const { answer, target, right } of cases)
    expect(scoreAnswer(answer, { target }).value, answer).toBe(right ? 1 : 0);
});

test('draws are uniform enough to build questions on', () => {
  const random = seededRandom(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[random.int(0, 9)]!++;
  expect(Math.max(...counts)).toBeLessThan(1150);
  expect(Math.min(...counts)).toBeGreaterThan(850);
});
