import { describe, expect, it } from 'vitest';
import { plainText } from './latex-text.ts';

const latex = String.raw;

describe('LaTeX as plain text', () => {
  it.each([
    [latex`\frac{1}{2}`, '1/2'],
    [latex`\frac{x+1}2`, 'x+1/2'],
    [latex`\frac\pi2`, 'π/2'],
    [latex`\sqrt[3]{2}`, '√(2)'],
    [latex`\left[ 1, \infty \right)`, '[ 1, ∞)'],
    [latex`\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}`, '[ 1 2; 3 4 ]'],
    [latex`\begin{array}{cc} 1 & 2 \end{array}`, '[ 1 2 ]'],
    [latex`\mathbb{R}\mathbf{x1}`, 'ℝ𝐱1'],
    [latex`\vec{AB}`, 'A⃗B⃗'],
    [latex`a \not= b`, 'a ≠ b'],
    [latex`15\mbox{ cm}^2`, '15^2'],
    [latex`15\text{ cm}^2`, '15 cm^2'],
    [latex`\{1\}`, '{1}'],
    [latex`\sin x`, 'sinx'],
    [latex`\unknown{5} \sec x`, '5 x'],
    [latex`\(x\)`, 'x'],
  ])('%s is %s', (given, text) => {
    expect(plainText(given)).toBe(text);
  });

  it('takes braces as they come', () => {
    expect(plainText('1}{2')).toBe('12');
  });

  it('leaves the template of a fraction without its arguments', () => {
    expect(plainText(latex`\frac{1}`)).toBe('%s/%s1');
    expect(plainText(latex`\frac1\frac{2}{3}`)).toBe('1/%s/%s23');
  });

  it('cannot write a root of nothing', () => {
    expect(plainText(latex`\sqrt`)).toBeUndefined();
    expect(plainText(latex`\sqrt\sqrt{2}`)).toBeUndefined();
  });
});
