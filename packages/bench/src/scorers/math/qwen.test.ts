import { describe, expect, it } from 'vitest';
import { mathQwen, qwenEqual } from './qwen.ts';
import { qwenStripped } from './qwen-string.ts';

const latex = String.raw;

describe('Qwen’s equality', () => {
  it.each([
    ['50', '0.5'],
    ['0.5', '50'],
    ['1.00001', '1'],
    ['50%', '0.5'],
    ['1,000', '1000'],
    ['The answer is (C)', 'C'],
    ['[1,2]', '1,2'],
    ['(1/2,3)', '(0.5,3.0)'],
    [latex`\begin{pmatrix}1&2\\3&4\end{pmatrix}`, latex`\begin{bmatrix}1.0&2\\3&4\end{bmatrix}`],
    ['y=2x', '2x-y=0'],
    ['k=5', '5'],
    [latex`\frac{x+1}{2}`, latex`\frac{1}{2}(1+x)`],
    [latex`\sqrt{12}`, latex`2\sqrt{3}`],
  ])('takes %s for %s', (given, gold) => {
    expect(qwenEqual(given, gold)).toBe(true);
  });

  it.each([
    ['5', '6'],
    ['', '5'],
    ['(1,2)', '(2,1)'],
    ['1,2', '[1,2]'],
    ['x+1', 'x-1'],
    [latex`2^{2015}`, '4'],
    ['x_1', 'x_2'],
  ])('does not take %s for %s', (given, gold) => {
    expect(qwenEqual(given, gold)).toBe(false);
  });

  it.each([
    ['5.000', '5'],
    ['2,000', '0,2'],
    ['9,901', '9,901'],
    ['3, 1, 2', '1,2,3'],
    [latex`864 \mbox{ inches}^2`, '864'],
    [latex`5.4 \text{ cents}`, '5.4'],
    [latex`\text{ten}`, '10'],
    ['one half', '1'],
    [latex`x \in [1,2]`, latex`x\in[1,2]`],
    [latex`\frac12`, latex`\frac{1}{2}`],
    [latex`\sqrt3/2`, latex`\frac{\sqrt{3}}{2}`],
    ['12th grade', '12'],
    ['3+4j', '3+4i'],
    ['.5', '0.5'],
  ])('writes %s as %s', (answer, stripped) => {
    expect(qwenStripped(answer)).toBe(stripped);
  });

  it('takes ten thousand brackets for wrong, not for an error', () => {
    expect(qwenEqual('('.repeat(10_000), 'x+1')).toBe(false);
  });

  it('reads the last box', () => {
    expect(mathQwen.mark(latex`\boxed{1} \boxed{\frac12}`, { answer: '0.5' }).value).toBe(1);
    expect(mathQwen.mark('5', { answer: '5' })).toEqual({ value: 0, read: undefined, rule: 'none' });
  });
});
