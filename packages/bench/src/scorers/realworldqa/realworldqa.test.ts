import { expect, test } from 'vitest';
import { realWorldQa } from './realworldqa.ts';

const lanes =
  'Which lane is free?\n\nA. The left lane\nB. The right lane\nC. Both lanes.\nAnswer with the letter.';
const mark = (response: string, answer = 'B', question = lanes) =>
  realWorldQa.mark(response, { question, answer });

test('the letter alone is right, punctuation and letter case apart', () => {
  for (const response of ['B', ' b. ', '(B)', '"B"']) expect(mark(response).value).toBe(1);
});

test('the text of an option is its letter', () => {
  expect(mark('It is The right lane')).toEqual({ value: 1, read: 'b', rule: 'text of an option' });
  expect(mark('(B) The left lane').read).toBe('a');
});

test('an option with a full stop is never found by its text', () => {
  expect(mark('Both lanes.', 'C')).toEqual({ value: 0, read: 'both lanes', rule: 'whole answer' });
});

test('a number in words is a digit if it is the whole answer', () => {
  expect(mark('Three', '3', 'How many cars?').value).toBe(1);
  expect(mark('three cars', '3', 'How many cars?').value).toBe(0);
});

test('nothing but punctuation is unread', () => {
  expect(mark('...')).toEqual({ value: 0, read: undefined, rule: 'none' });
});
