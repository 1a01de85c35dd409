import { describe, expect, test } from 'vitest';
import { codePenalty, formOf, paperPenalty, rewardOf, verdictOf } from './reward.ts';

const A = '<think>It says 7.</think>\n<answer>7</answer>';
const call = '{"name": "resize_image", "arguments": {"action": "resize"}}';
const T = `<think>Too small.</think>\n<tool_call>\n${call}\n</tool_call>`;
const thought = '<think>Hm.</think>';

test.each<[string, string[], 0 | 1, number]>([
  ['an answer', [A], 1, 0],
  ['an answer and more text', [`${A} So.`], 0, 0],
  ['text before the thought', [`So. ${A}`], 0, 0],
  ['two thoughts', [thought + A], 0, 0],
  ['no thought', ['<answer>7</answer>'], 0, 0],
  ['an answer and a line break', [`${A}\n`], 1, 0],
  ['a call and an answer in one turn', [`${T}<answer>7</answer>`], 0, 1],
  ['a call, then an answer', [T, A], 1, 1],
  ['a call that is no JSON, then an answer', [`${thought}<tool_call>please</tool_call>`, A], 1, 1],
  ['two whole calls, then an answer', [`${T}<tool_call>${call}</tool_call>`, A], 0, 1],
  [
    'a call opened twice and closed once, then an answer',
    [`${thought}<tool_call><tool_call>${call}</tool_call>`, A],
    1,
    1,
  ],
  ['an answer after a line break in the second turn', [T, `\n${A}`], 0, 1],
  ['two calls, turn after turn', [T, T], 0, 1],
  [
    'a call beside an answer, then an answer',
    [`${thought}<answer>7</answer><tool_call>${call}</tool_call>`, A],
    0,
    1,
  ],
  ['a call without a thought, then an answer', [`<tool_call>${call}</tool_call>`, A], 0, 1],
])('%s', (_, turns, format, calls) => {
  expect(formOf(turns)).toEqual({ format, calls });
});

test('a conversation has a turn', () => {
  expect(() => formOf([])).toThrow('Expected at least one turn, found none.');
});

describe('what a right answer is worth, of 16', () => {
  test.each([
    [1, 9, [0.9, 0.9], [0.9, 1]],
    [2, 8, [0.9, 0.9], [1, 0.9]],
    [3, 9, [1, 0.9], [1, 0.9]],
    [0, 8, [undefined, 0.9], [undefined, 1]],
    [8, 0, [1, undefined], [1, undefined]],
  ])('%d right without a call, %d with one', (direct, high, byCode, byPaper) => {
    for (const [penaltyOf, expected] of [
      [codePenalty, byCode],
      [paperPenalty, byPaper],
    ] as const)
      for (const [called, worth] of [
        [false, expected[0]],
        [true, expected[1]],
      ] as const)
        if (worth !== undefined) expect(1 - penaltyOf(called, { direct, high })).toBe(worth);
  });

  test('another threshold moves the border', () => {
    expect(paperPenalty(false, { direct: 2, high: 8 }, 0.25)).toBe(0.1);
    expect(codePenalty(false, { direct: 3, high: 7 }, 0.3)).toBe(0.1);
    expect(codePenalty(false, { direct: 3, high: 7 }, 0.25)).toBe(0);
  });
});

test('the reward is accuracy less the penalty, and half a point for the form; wrong answers lose nothing more', () => {
  const formed = { format: 1, calls: 1 } as const;
  const unformed = { format: 0, calls: 1 } as const;
  expect(rewardOf(true, formed, 0.1)).toBe(1.4);
  expect(rewardOf(true, unformed, 0)).toBe(1);
  expect(rewardOf(false, formed, 0.1)).toBe(0.5);
  expect(rewardOf(false, unformed, 0.1)).toBe(0);
});

test.each([
  ['Score: 0', 0],
  ['Score: 1', 1],
  ['score:1', 1],
  ['The answers match.\n**Output**: Score: 1.', 1],
  ['Score: 0, where 1 means that they match.', 0],
  ['At first glance Score: 1, but the units differ. Score: 0', 0],
  ['It should be 1 for correct and 0 for incorrect.', undefined],
  ['Score: 10', undefined],
  ['', undefined],
])('a judge says %j', (reply, verdict) => {
  expect(verdictOf(reply)).toBe(verdict);
});
