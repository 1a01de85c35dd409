/**
 * Whether two expressions are the same, as `sympy.simplify(one - other) == 0` finds out: exactly where both are rational,
 * otherwise by trying. An identity holds at every point, and two different expressions agree at three arbitrary ones only
 * by a coincidence to ten digits. Letters may be complex, so √(x²) is not x; π is tried as any positive number, for no
 * algebra is true of it alone.
 */

import type { Algebra } from './algebra.ts';
import { asNumber, type Exact, exactValue, multiplied, reciprocal } from './algebra-exact.ts';
import { add, type Complex, complex, divide, logarithm, magnitude, multiply, raise } from './complex.ts';
import { rational } from './rational.ts';

const trials = 3;
const tolerance = 1e-10;
const mostDecimalDigits = 10;
const mostDecimals = 10n ** 11n;

export function sameAlgebra(one: Algebra, other: Algebra): boolean {
  const difference = exactValue({ type: 'sum', left: one, right: { type: 'negative', of: other } });
  if (difference !== undefined) return asNumber(difference) === 0;
  const [left, right] = [monomial(one), monomial(other)];
  const rough = typeof left.coefficient === 'number' || typeof right.coefficient === 'number';
  if (rough && left.rest && right.rest && agreeEverywhere(left.rest, right.rest)) {
    return asNumber(left.coefficient) === asNumber(right.coefficient);
  }
  return agreeEverywhere(one, other);
}

function agreeEverywhere(one: Algebra, other: Algebra): boolean {
  return Array.from({ length: trials }, (_, trial) => agree(one, other, trial)).every(Boolean);
}

function agree(one: Algebra, other: Algebra, trial: number): boolean {
  const [left, right] = [valueAt(one, trial), valueAt(other, trial)];
  if (left === undefined || right === undefined) return false;
  const distance = magnitude(add(left, multiply(right, complex(-1))));
  return distance <= tolerance * Math.max(magnitude(left), magnitude(right));
}

interface Monomial {
  readonly coefficient: Exact;
  /** Undefined if there is nothing but the coefficient. */
  readonly rest: Algebra | undefined;
}

/** The numbers of a product, multiplied in the order in which sympy does it, so that doubles are rounded alike. */
function monomial(expression: Algebra): Monomial {
  const coefficient = exactValue(expression);
  if (coefficient !== undefined) return { coefficient, rest: undefined };
  if (expression.type === 'negative') {
    const { coefficient, rest } = monomial(expression.of);
    return { coefficient: multiplied(rational(-1n), coefficient), rest };
  }
  if (expression.type !== 'product' && expression.type !== 'quotient')
    return { coefficient: rational(1n), rest: expression };
  const [left, right] = [monomial(expression.left), monomial(expression.right)];
  const isProduct = expression.type === 'product';
  const factor = isProduct ? right.coefficient : reciprocal(right.coefficient);
  const none: Algebra = { type: 'integer', value: 1n };
  return {
    coefficient: multiplied(left.coefficient, factor),
    rest: right.rest ? { type: expression.type, left: left.rest ?? none, right: right.rest } : left.rest,
  };
}

/** Undefined where it cannot be said, so that nothing is equal to it. */
function valueAt(expression: Algebra, trial: number): Complex | undefined {
  const exact = exactValue(expression);
  if (exact !== undefined)
    return complex(isShort(exact) ? asNumber(exact) : roundedAt(asNumber(exact), trial));
  if (expression.type === 'symbol') return symbolAt(expression.name, trial);
  if (expression.type === 'negative' || expression.type === 'call') {
    const of = valueAt(expression.of, trial);
    if (of === undefined) return undefined;
    if (expression.type === 'negative') return multiply(of, complex(-1));
    return expression.name === 'sqrt' ? raise(of, complex(0.5)) : logarithm(of);
  }
  return 'right' in expression ? operationAt(expression, trial) : undefined;
}

type Operation = Extract<Algebra, { readonly right: Algebra }>;

function operationAt({ type, left, right }: Operation, trial: number): Complex | undefined {
  const [one, other] = [valueAt(left, trial), valueAt(right, trial)];
  if (one === undefined || other === undefined) return undefined;
  if (type === 'sum') return add(one, other);
  if (type === 'product') return multiply(one, other);
  if (type === 'quotient') return divide(one, other);
  // To sympy, x**0.5 is not √x.
  return typeof exactValue(right) === 'number' ? undefined : raise(one, other);
}

/** A number of many digits is the result of rounding and equal to itself alone: sympy tells √2 from every decimal. */
function roundedAt(value: number, trial: number): number {
  return value * (1 + symbolAt(`${value}`, trial).re / 100);
}

function isShort(value: Exact): boolean {
  if (typeof value !== 'number') return value.bottom < mostDecimals;
  return value === Number(value.toPrecision(mostDecimalDigits));
}

/** Somewhere between 1/2 and 3/2 away from 0, by name. */
function symbolAt(name: string, trial: number): Complex {
  let seed = 17 + trial;
  for (const character of name) seed = (seed * 31 + character.codePointAt(0)!) % 9973;
  const [size, angle] = [0.5 + ((seed * 0.618034) % 1), 2 * Math.PI * ((seed * 0.754878) % 1)];
  return name === 'pi' ? complex(size) : complex(size * Math.cos(angle), size * Math.sin(angle));
}
