import { describe, expect, it } from 'vitest';
import { mathVision, mathVisionScores } from './mathv.ts';
import { mathVisionAnswer } from './mathv-answer.ts';
import { mathVisionEqual } from './mathv-equal.ts';

const latex = String.raw;

describe('MATH-Vision', () => {
  it.each([
    ['So I choose (C).', 'c', 'letter'],
    ['B\nbecause', 'b', 'letter'],
    ['The number is 42.', '42', 'number'],
    ['Hence the answer is x = 7. Good.', '7', 'phrase'],
    [latex`\boxed{1}, no, \boxed{\frac{3}{4}} cm`, latex`\frac{3}{4}`, 'boxed'],
    [latex`\boxed{5\text{ km}}`, '5', 'boxed'],
    ['Apple pie', 'applepie', 'whole answer'],
    ['', '', 'whole answer'],
  ])('reads %j as %j', (response, text, rule) => {
    expect(mathVisionAnswer(response)).toEqual({ text, rule });
  });

  it('wants a blank before a final letter', () => {
    expect(mathVisionAnswer('Choose:C.').text).toBe('choose:c');
  });

  it('lets a box run to the last brace of the response', () => {
    expect(mathVisionAnswer(latex`\boxed{3} and {x}`).text).toBe('3');
    expect(mathVisionAnswer(latex`\boxed{\frac{1}{2}} and {x}`).text).toBe(latex`\frac{1}{2}}and{x`);
  });

  it('gives fractions braces only beside a root', () => {
    expect(mathVisionAnswer(latex`\frac12`).text).toBe(latex`\frac12`);
    expect(mathVisionAnswer(latex`\frac12\sqrt3`).text).toBe(latex`\frac{1}{2}\sqrt{3}`);
  });

  it('takes numbers for the same that agree at two decimals', () => {
    expect(mathVisionEqual(latex`$\frac{1}{60}$`, latex`\frac{1}{55}`)).toBe(true);
    expect(mathVisionEqual('1:2', '0.5')).toBe(true);
    expect(mathVisionEqual('0.125', '0.12')).toBe(true);
  });

  it('computes the elements of tuples, which stay whole numbers or do not', () => {
    expect(mathVisionEqual('(1/2, 3)', '(0.5,3.0)')).toBe(true);
    expect(mathVisionEqual('(4/2,3)', '(2,3)')).toBe(false);
    expect(mathVisionEqual(latex`(-\infty,1/2)`, latex`(-\infty,0.5)`)).toBe(true);
    expect(mathVisionEqual('(1,x)', '(1.0,x)')).toBe(false);
  });

  it('never takes nothing for right', () => {
    expect(mathVisionEqual('', '')).toBe(false);
    expect(mathVisionEqual(' ', ' ')).toBe(false);
  });

  it('takes the letter or the text of the right option', () => {
    const problem = { options: ['$3$', '$4$'], answer: 'B' };
    expect(mathVision.mark('B', problem).value).toBe(1);
    expect(mathVision.mark('The answer is 4.', problem)).toEqual({ value: 1, read: '4', rule: 'number' });
    expect(mathVision.mark('3', problem).value).toBe(0);
    expect(mathVision.mark('', problem)).toEqual({ value: 0, read: undefined, rule: 'none' });
  });

  it('takes ten thousand brackets for wrong, not for an error', () => {
    expect(mathVision.mark('('.repeat(10_000), { options: [], answer: '5' }).value).toBe(0);
  });

  it('counts by level, by subject and by both', () => {
    const scores = mathVisionScores([
      { level: 1, subject: 'logic', value: 1 },
      { level: 2, subject: 'logic', value: 0 },
    ]);
    expect(scores.get('all')).toEqual({ correct: 1, total: 2 });
    expect(scores.get('level 2, logic')).toEqual({ correct: 0, total: 1 });
  });
});
