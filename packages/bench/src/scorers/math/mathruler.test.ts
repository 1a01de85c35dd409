import { describe, expect, it } from 'vitest';
import { gradeAnswer, mathMathRuler } from './mathruler.ts';
import { normalised } from './mathruler-text.ts';

const latex = String.raw;

describe('MathRuler’s grader', () => {
  it.each([
    ['42.0', '42'],
    ['$42$', '42'],
    [latex`\boxed{42}`, '42'],
    ['2,000', '2000'],
    ['5 cm', '5'],
    [latex`30\%`, '30'],
    ['3 million', '3*10^6'],
    ['137 1/2', latex`137 \frac{1}{2}`],
    ['(C)', latex`\text{(C)}`],
    ['(1+x)^2', 'x^2+2x+1'],
    [latex`\left(3/5,8/3\right]`, latex`\left(\frac{3}{5},\frac{8}{3}\right]`],
  ])('takes %s for %s', (given, gold) => {
    expect(gradeAnswer(given, gold)).toBe(true);
  });

  it('wants fractions as they stand', () => {
    expect(gradeAnswer('2/4', '1/2')).toBe(false);
    expect(gradeAnswer('2/4', '0.5')).toBe(true);
  });

  it('takes nothing but a whole number for a whole number', () => {
    expect(gradeAnswer('4/2', '2')).toBe(false);
  });

  it('never computes three letters, braced powers, or powers of two digits', () => {
    expect(gradeAnswer('a+b+c', 'c+b+a')).toBe(false);
    expect(gradeAnswer('x^(2)', 'x*x')).toBe(false);
    expect(gradeAnswer('x^10', 'x^9*x')).toBe(false);
  });

  it('wants tuples of one length in the same brackets', () => {
    expect(gradeAnswer('(1,2)', '(1,2]')).toBe(false);
    expect(gradeAnswer('(1,2,3)', '(1,2)')).toBe(false);
    expect(gradeAnswer('(0.5,2)', '(1/2,2)')).toBe(true);
  });

  it('loses the parentheses of a fraction', () => {
    expect(normalised(latex`\frac{x+1}{2}`)).toBe('x+1/2');
  });

  it('removes units inside words', () => {
    expect(normalised('5 kilometers')).toBe('5kilo');
  });

  it('cuts what is whole to within 1e-7 instead of rounding it', () => {
    expect(normalised('=2.99999999'.slice(1))).toBe('3');
    expect(normalised('2.99999999{}')).toBe('2');
  });

  it('takes ten thousand brackets for wrong, not for an error', () => {
    expect(gradeAnswer('('.repeat(10_000), '5.5')).toBe(false);
    expect(gradeAnswer('\\sqrt{'.repeat(10_000), '5.5')).toBe(false);
  });

  it('takes an empty answer for wrong', () => {
    expect(gradeAnswer('{}', '5')).toBe(false);
  });

  it('grades the word None where there is no box', () => {
    expect(mathMathRuler.mark('5', { answer: '5' })).toEqual({ value: 0, read: undefined, rule: 'none' });
    expect(mathMathRuler.mark('5', { answer: 'none' }).value).toBe(1);
  });
});
