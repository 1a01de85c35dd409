import { describe, expect, it } from 'vitest';
import { numberInWords } from '../math/number-words.ts';
import { emmaFast, emmaFastBeforeNumberWords } from './emma.ts';

const latex = String.raw;
const choice = { answer: 'B', content: latex`\frac{1}{2}` };
const open = { answer: '2.5', content: '2.5' };

describe('EMMA', () => {
  it.each([
    ['b', 'B', 'letter'],
    ['B: because', 'B', 'letter'],
    ['A. cube is seen', 'A', 'letter'],
    ['-3e2', '-3e2', 'number'],
    [latex`\boxed{A} or \boxed{B}`, 'B', 'boxed'],
    [latex`\boxed{\text{(}\text{ B }}`, 'B', 'boxed'],
    ['So the correct answer is\n\nB. Yes.', 'b', 'phrase'],
    ['The answer is 2.5', '2', 'phrase'],
  ])('reads %j as %j', (response, read, rule) => {
    expect(emmaFast.mark(response, choice)).toMatchObject({ read, rule });
  });

  it('reads nothing out of an open box, unless a phrase helps', () => {
    expect(emmaFast.mark(latex`\boxed{B`, choice)).toEqual({ value: 0, read: undefined, rule: 'none' });
    expect(emmaFast.mark(latex`the answer is B \boxed{C`, choice).rule).toBe('phrase');
  });

  it('takes the letter, or the text of the right option, or a number like it', () => {
    expect(emmaFast.mark('B', choice).value).toBe(1);
    expect(emmaFast.mark(latex`\boxed{\frac{1}{2}}`, choice).value).toBe(1);
    expect(emmaFast.mark('0.501', choice).value).toBe(1);
    expect(emmaFast.mark('0.51', choice).value).toBe(0);
  });

  it('sees only the text in a box that has some', () => {
    expect(emmaFast.mark(latex`\boxed{2.5 \text{ cm}}`, open)).toMatchObject({ value: 0, read: 'cm' });
  });

  it('reads numbers in words, and did not always', () => {
    const three = { answer: '3', content: '3' };
    expect(emmaFast.mark(latex`\boxed{three}`, three).value).toBe(1);
    expect(emmaFastBeforeNumberWords.mark(latex`\boxed{three}`, three).value).toBe(0);
  });

  it('takes ten thousand brackets for wrong, not for an error', () => {
    expect(emmaFast.mark(`\\boxed{${'('.repeat(10_000)}}`, open).value).toBe(0);
  });

  it('once took the whole response where it found nothing else', () => {
    expect(emmaFastBeforeNumberWords.mark('it is two', open).read).toBe('it is two');
    expect(emmaFast.mark('it is two', open).read).toBeUndefined();
  });
});

describe('Numbers in words', () => {
  it.each([
    ['seven of them', '7'],
    ['Twenty-One', '21'],
    ['two thousand and forty nine', '2049'],
    ['one hundred and five', '105'],
    ['three point one four', '3.14'],
    ['007', '7'],
    ['nine ten', '19'],
    ['point', '0'],
    ['two million five thousand', '2006005'],
  ])('%s is %s', (text, number) => {
    expect(numberInWords(text)).toBe(number);
  });

  it.each(['', 'none', '-5', '5.0', 'two point one point', 'two thousand million'])('%j is none', (text) => {
    expect(numberInWords(text)).toBeUndefined();
  });
});
