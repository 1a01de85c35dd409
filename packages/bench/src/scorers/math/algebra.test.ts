import { describe, expect, it } from 'vitest';
import { parseAlgebra } from './algebra.ts';
import { sameAlgebra } from './algebra-equal.ts';

const same = (one: string, other: string) => {
  const [left, right] = [parseAlgebra(one), parseAlgebra(other)];
  return left !== undefined && right !== undefined && sameAlgebra(left, right);
};

describe('Algebra', () => {
  it.each([
    ['(x+1)^2', 'x^2+2x+1'],
    ['2sqrt(3)', 'sqrt(12)'],
    ['sqrt(3+2sqrt(2))', '1+sqrt(2)'],
    ['1/2x', 'x/2'],
    ['x(x+1)', 'x^2+x'],
    ['x2y', '2xy'],
    ['-2^2', '-4'],
    ['2^-1', '0.5'],
    ['5!', '120'],
    ['pi/2', '0.5pi'],
    ['2(3)4', '24'],
    ['9^9*9^9', '9**18'],
  ])('%s is %s', (one, other) => {
    expect(same(one, other)).toBe(true);
  });

  it.each([
    ['sqrt(x^2)', 'x'],
    ['sqrt5', 'sqrt(5)'],
    ['pi', '3.141592653589793'],
    ['sqrt(2)', '1.4142135623730951'],
    ['1/3', '0.3333333333333333'],
    ['9^9*9^9', '9**18+1'],
    ['i^2', '-1'],
    ['1/0', '1/0'],
    ['x^0.5', 'sqrt(x)'],
  ])('%s is not %s', (one, other) => {
    expect(same(one, other)).toBe(false);
  });

  it.each(['', '1,2', 'x=5', '(1', '1)', '2*', '≤3', '|x|', 'oo', '1/2.3.4)'])(
    '%j is no expression',
    (text) => {
      expect(parseAlgebra(text)).toBeUndefined();
    },
  );

  it('reads 07 as 0 and 7, as Python does', () => {
    expect(same('07', '0')).toBe(true);
  });
});
