import { describe, expect, test } from 'vitest';
import type { Tokenizer } from '../model.ts';
import { letters } from '../testing.ts';
import { answerIn, answerSpan, tokensIn } from './answer-span.ts';

test.each([
  ['tagged', '<think>3+4=7</think><answer>7</answer>', '7'],
  ['tagged, the last of several', '<answer>3</answer> no, <answer>7</answer>', '7'],
  ['tagged, blanks and line breaks around', '<answer>\n  a b \n</answer>.', 'a b'],
  ['tagged, cut off', '<think>Hm.</think><answer>sev', 'sev'],
  ['tagged, closed before and cut off after', '<answer>7</answer> or <answer>8', '7'],
  ['tagged and boxed', '<answer>It is \\boxed{7} cm.</answer>', '7'],
  ['boxed, braces within', 'So \\boxed{\\frac{1}{2}} it is.', '\\frac{1}{2}'],
  ['boxed, the last of several', '\\boxed{3} or \\boxed{7}', '7'],
  ['boxed, cut off', 'So \\boxed{\\frac{1', '\\frac{1'],
  ['labelled', 'The sum is 7.\nAnswer: 7\nDone.', '7'],
  ['labelled, the last of several, any case', 'Answer: 3. No.\nFinal answer: B', 'B'],
  ['untagged', ' seven ', 'seven'],
  ['untagged after a thought', '<think>\\boxed{3}? No.</think>\n7', '7'],
  ['boxed within the thought only', '<think>\\boxed{3}?</think> 7', '7'],
  ['a label within tags is text', '<answer>Answer: B</answer>', 'Answer: B'],
])('%s', (_, text, answer) => {
  expect(answerIn(text)).toBe(answer);
});

test.each([
  ['nothing', ''],
  ['blanks', ' \n'],
  ['empty tags', '<answer> </answer>'],
  ['a thought that is not finished', '<think>3+4'],
  ['a thought and nothing after it', '<think>3+4=7</think>\n'],
])('no answer: %s', (_, text) => {
  expect(answerSpan(text)).toBeUndefined();
});

describe('the tokens of an answer', () => {
  test('one token a letter: as many as letters', () => {
    const tokenizer = letters('abc<>/nswer ');
    const text = 'abc<answer> cab </answer>';
    expect(tokensIn(answerSpan(text)!, tokenizer.encode(text), tokenizer)).toEqual({ start: 12, end: 15 });
  });

  test('a token that reaches into the answer belongs to it', () => {
    const pieces = ['so', ':<ans', 'wer> 1', '2', '3', ' </', 'answer>'];
    const tokenizer = piecewise(pieces);
    expect(answerIn(pieces.join(''))).toBe('123');
    expect(tokensIn(answerSpan(pieces.join(''))!, [...pieces.keys()], tokenizer)).toEqual({
      start: 2,
      end: 5,
    });
  });

  test('a character of several tokens takes all of them along', () => {
    const bytes = new TextEncoder().encode('<answer>é€</answer>');
    const tokenizer = {
      ...letters('a'),
      decode: (tokens: readonly number[]) => new TextDecoder().decode(Uint8Array.from(tokens)),
    };
    expect(tokensIn({ start: 8, end: 10 }, [...bytes], tokenizer)).toEqual({ start: 8, end: 13 });
    expect(tokensIn({ start: 9, end: 10 }, [...bytes], tokenizer)).toEqual({ start: 10, end: 13 });
    expect(tokensIn({ start: 8, end: 9 }, [...bytes], tokenizer)).toEqual({ start: 8, end: 10 });
  });
});

function piecewise(pieces: readonly string[]): Tokenizer {
  return { ...letters('a'), decode: (tokens) => tokens.map((token) => pieces[token]).join('') };
}
