import { describe, expect, test } from 'vitest';
import type { Mark } from '../scorers/scorer.ts';
import { type Judge, type JudgeCall, settleNow } from './judge.ts';
import { mathVerseJudge, mathVerseQuick } from './mathverse.ts';
import { mmVetJudge } from './mmvet.ts';
import { promptedJudge } from './prompted.ts';
import {
  visionThinkAnyOne,
  visionThinkGeneralReward,
  visionThinkJudge,
  visionThinkReward,
} from './visionthink.ts';

const problem = { question: 'What is {answer}?', answer: '2 <AND>3<OR>{question}' };

function judged(
  judge: Judge,
  replies: readonly string[],
  response = '<think>{gt}</think><answer> 2 </answer>',
) {
  const calls: JudgeCall[] = [];
  const mark: Mark = settleNow(judge.judge(response, problem), (call) => replies[calls.push(call) - 1]!);
  return { mark, calls };
}

const lastMessage = (call: JudgeCall | undefined) => call!.messages.at(-1)!.content;

test('slots are filled once, whatever the values hold', () => {
  const { calls } = judged(visionThinkJudge, ['Score: 1']);
  expect(lastMessage(calls[0])).toContain(
    'Image**: What is {answer}?\n2. **Ground Truth Answer**: 2 <AND>3<OR>{question}\n3. **Model Predicted Answer**: 2\n',
  );
});

describe('VisionThink', () => {
  test.each([
    [visionThinkJudge, 'Score: 1', 1],
    [visionThinkJudge, 'Of 0 and 1, Score: 0', 0],
    [visionThinkJudge, 'It is right.', undefined],
    [visionThinkAnyOne, 'Score: 0, since 1 was meant', 1],
    [visionThinkAnyOne, 'It is right.', 0],
    [visionThinkGeneralReward, 'Score: 1.0, no: score: 0.0', 0],
    [visionThinkGeneralReward, 'It is 1', 0],
  ])('%o makes of "%s" %s', (judge, reply, value) => {
    const { mark } = judged(judge, [reply]);
    expect(mark.value).toBe(value ?? 0);
    expect(mark.read === undefined).toBe(value === undefined);
  });

  test('the reward is tried three times, the later ones warmer, until there is a 0 or a 1', () => {
    const never = judged(visionThinkReward, ['yes', 'yes', 'yes']);
    expect(never.calls.map(({ temperature }) => temperature)).toEqual([0, 0.2, 0.4]);
    expect(never.mark).toEqual({ value: 0, read: undefined, rule: 'none' });
    expect(judged(visionThinkReward, ['yes', '1']).mark.value).toBe(1);
  });
});

describe('MM-Vet', () => {
  test('the last row of the table lacks its last cell', () => {
    const { calls, mark } = judged(mmVetJudge, ['0.5'], 'two');
    expect(lastMessage(calls[0])).toMatch(
      /\| 1\.0\n\nWhat is \{answer\}\? \| 2 {2}<AND> 3 <OR> \{question\} \| two \| $/,
    );
    expect(calls[0]).toMatchObject({ temperature: 0, maxTokens: 3 });
    expect(mark).toEqual({ value: 0.5, read: '0.5', rule: 'grade' });
  });

  test('what is no grade is asked for again, warmer and warmer, then it is 0', () => {
    const { calls, mark } = judged(mmVetJudge, ['Half', '2', 'x', 'y', 'z'], 'two');
    expect(calls.map(({ temperature }) => temperature)).toEqual([0, 0, 0.5, 1, 1.5]);
    expect(lastMessage(calls[1])).toMatch(/two \| \nPredict the correctness of the answer \(digit\): $/);
    expect(mark).toEqual({ value: 0, read: undefined, rule: 'none' });
  });
});

describe('MathVerse', () => {
  test('what was extracted is compared', () => {
    const { calls, mark } = judged(mathVerseJudge, [' Extracted Answer: 2\n', 'Judgement: 1'], 'so 2');
    expect(lastMessage(calls[0])).toMatch(/7\.\n\nModel response: 'so 2'\nExtracted Answer: $/);
    expect(lastMessage(calls[1])).toMatch(/\[Model_answer\] : 2\nJudgement:$/);
    expect(lastMessage(calls[1])).toContain('\\frac{x^2}{81} + \\frac{y^2}{9} = 1 B. Can not determine.\n\n');
    expect(lastMessage(calls[1])).toContain('A:2\nB:2√{3}\nC:√{3}\nD:2√{2}\n[Standard Answer]: C');
    expect(mark).toEqual({ value: 1, read: '2', rule: 'judgement' });
  });

  test('what is neither 0 nor 1 is unread, and nothing extracted is not compared', () => {
    expect(judged(mathVerseJudge, ['2', 'maybe']).mark.read).toBeUndefined();
    expect(judged(mathVerseJudge, ['']).calls).toHaveLength(1);
  });

  test('the quick one wants equality', () => {
    expect(judged(mathVerseQuick, ['2']).mark).toEqual({ value: 0, read: '2', rule: 'equal' });
    expect(judged(mathVerseQuick, [problem.answer]).mark.value).toBe(1);
  });
});

test('a prompt of one’s own is named by its content and needs its slots', () => {
  const judge = promptedJudge('Is {response} the same as {answer}? Score: 0 or 1');
  expect(judge.version).toMatch(/^[0-9a-f]{8}$/);
  expect(judged(judge, ['score: 1'], 'two').mark.value).toBe(1);
  expect(() => promptedJudge('Is it {answer}?')).toThrow('no {response}');
});
