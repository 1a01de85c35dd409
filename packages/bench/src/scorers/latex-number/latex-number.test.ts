import { describe, expect, it } from 'vitest';
import { parseLatexNumber } from './latex-parser.ts';
import { asPrinted } from './latex-printed.ts';
import { latexValue, printedPython, sympyFloat } from './latex-value.ts';

const latex = String.raw;
const meant = (text: string) => {
  const tree = parseLatexNumber(text);
  return tree && latexValue(tree, sympyFloat);
};
const printed = (text: string) => {
  const tree = parseLatexNumber(text);
  return tree && latexValue(asPrinted(tree), printedPython);
};

describe('Numbers in LaTeX', () => {
  it.each([
    [latex`\frac{1}{2}`, 0.5],
    [latex`\dfrac{\sqrt{3}}{2}`, Math.sqrt(3) / 2],
    [latex`\sqrt[3]{8}`, 2],
    [latex`2\pi`, 2 * Math.PI],
    [latex`\left(3\right)^2`, 9n],
    ['1,000', 1000n],
    [latex`25\%`, 0.25],
    ['3:2', 1.5],
    ['5!', 120n],
    [latex`\binom{5}{2}`, 10n],
    [latex`{5 \choose 2}`, 10n],
    [latex`\log_2 8`, 3],
    [latex`\tan^{-1}(1)`, Math.PI / 4],
    ['2^3^2', 64n],
    ['-2^2', -4n],
    ['$5$', 5n],
  ])('%s is %s', (text, value) => {
    expect(meant(text)).toBe(value);
    expect(printed(text)).toBe(value);
  });

  it.each([
    ['5.so what', 5n],
    ['5)', 5n],
    ['2 triangles', 2n],
    [latex`5\\`, 5n],
    [latex`1\frac{1}{2}`, 0.5],
    ['1.000.000', 0n],
    [latex`\sin30*2`, Math.sin(60)],
    [latex`\sin(30)*2`, Math.sin(30) * 2],
  ])('%s is %s, as far as it goes', (text, value) => {
    expect(meant(text)).toBe(value);
  });

  it.each([
    '',
    '5?',
    '5,6',
    '5,',
    '(5',
    '(1,2)',
    '5+',
    '2^-1',
    latex`\frac12`,
    latex`\sqrt2`,
    latex`5^\circ`,
    latex`\sqrt{-4}`,
    '1/0',
    '5x',
    'x=5',
    latex`\text{cm}`,
    '９',
    latex`\left(5)`,
  ])('%s is none', (text) => {
    expect(meant(text)).toBeUndefined();
  });

  it('are whole where Python has them whole', () => {
    expect(printed('3.0')).toBe(3n);
    expect(printed('4/2')).toBe(2);
    expect(printed('2*3')).toBe(6n);
    expect(printed(latex`10^{20}`)).toBe(10n ** 20n);
  });

  it('include e, infinity and absolute values only where sympy computes them', () => {
    expect(meant('e')).toBe(Math.E);
    expect(meant(latex`\infty`)).toBe(Number.POSITIVE_INFINITY);
    expect(meant('|-5|')).toBe(5);
    for (const text of ['e', latex`\infty`, '|-5|']) expect(printed(text)).toBeUndefined();
    expect(printed('e^2')).toBe(Math.exp(2));
  });

  it('include comparisons only where Python evaluates them', () => {
    expect(printed('3<5')).toBe(1n);
    expect(meant('3<5')).toBeUndefined();
  });

  it('change where the printer loses the parentheses of a first factor', () => {
    expect(printed(latex`\frac{\sqrt{3}-1}{2}`)).toBe(-1 + Math.sqrt(3) / 2);
    expect(printed(latex`\frac{\sqrt{6}-\sqrt{2}}{4}`)).toBe(-Math.sqrt(2) + Math.sqrt(6) / 4);
    expect(printed(latex`\frac{1-\sqrt{3}}{2}`)).toBe((1 - Math.sqrt(3)) / 2);
    expect(printed(latex`\frac{\sqrt{3}-1}{\sqrt{2}}`)).toBe((Math.sqrt(3) - 1) / Math.sqrt(2));
    expect(printed(latex`2(\sqrt{3}-1)`)).toBe(2 * (Math.sqrt(3) - 1));
  });

  it('change where the printer loses the parentheses below a line after a minus', () => {
    expect(printed(latex`-\frac{1}{2\sqrt{3}}`)).toBe(-Math.sqrt(3) / 2);
    expect(printed(latex`\frac{1}{2\sqrt{3}}`)).toBe(1 / (2 * Math.sqrt(3)));
    expect(printed(latex`-\frac{100}{1.5}`)).toBeCloseTo(-100 / 3 / 2, 12);
  });
});
