import { describe, expect, it } from 'vitest';
import { hendrycksEqual, mathHendrycks } from './hendrycks.ts';
import { strippedLatex } from './hendrycks-string.ts';

const latex = String.raw;

describe('MATH’s equality', () => {
  it.each([
    [latex`\tfrac12`, latex`\frac{1}{2}`],
    [latex`\dfrac1{2}`, latex`\frac{1}{2}`],
    ['1/2', latex`\frac{1}{2}`],
    ['0.5', latex`\frac{1}{2}`],
    ['.25', '0.25'],
    [latex`\sqrt3`, latex`\sqrt{3}`],
    [latex`\left( 1, 2 \right)`, '(1,2)'],
    [latex`90^\circ`, '90'],
    [latex`5\%`, '5'],
    ['x = 5', '5'],
    [latex`5 \text{ cm}`, '5'],
  ])('writes %s as %s', (given, stripped) => {
    expect(strippedLatex(given)).toBe(stripped);
  });

  it('computes nothing', () => {
    expect(hendrycksEqual('36.0', '36')).toBe(false);
    expect(hendrycksEqual('2,000', '2000')).toBe(false);
    expect(hendrycksEqual('$5$', '5')).toBe(false);
  });

  it('leaves fractions alone whose numbers are not written plainly', () => {
    expect(strippedLatex('01/2')).toBe('01/2');
    expect(strippedLatex('1/2/3')).toBe('1/2/3');
    expect(strippedLatex('-0/2')).toBe('-0/2');
  });

  it('keeps names of more than two characters, and equations with two equals signs', () => {
    expect(strippedLatex('abc=5')).toBe('abc=5');
    expect(strippedLatex('a=b=5')).toBe('a=b=5');
  });

  it('compares the raw strings where normalisation fails on one side', () => {
    expect(strippedLatex(latex`5\sqrt`)).toBeUndefined();
    expect(strippedLatex(latex`\frac`)).toBeUndefined();
    expect(strippedLatex(latex`1 \text{ a} \text{ b}`)).toBeUndefined();
    expect(hendrycksEqual(latex`\frac`, latex`\frac`)).toBe(true);
    expect(hendrycksEqual(latex`\dfrac`, latex`\frac`)).toBe(false);
  });

  it('leaves the whole text when one character follows a fraction', () => {
    expect(strippedLatex(latex`\frac12\frac3`)).toBe(latex`\frac12\frac3`);
  });

  it('reads the last box of a response', () => {
    expect(mathHendrycks.mark(latex`\boxed{1} \boxed{\frac12}`, { answer: '1/2' })).toEqual({
      value: 1,
      read: latex`\frac12`,
      rule: 'boxed',
    });
    expect(mathHendrycks.mark('5', { answer: '5' })).toEqual({ value: 0, read: undefined, rule: 'none' });
  });
});
