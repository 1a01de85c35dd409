/**
 * The value of an expression without symbols and irrational numbers: a fraction, or a double as soon as a decimal takes part,
 * as in sympy, where 1/3 is not 0.3333333333333333 and 0.1 + 0.2 not 0.3. NaN where it has none.
 */
import type { Algebra } from './algebra.ts';
import { inverse, plus, type Rational, rational, squareRoot, times, toNumber } from './rational.ts';

export type Exact = Rational | number;

const mostBits = 100_000;
const largestFactorial = 1_000n;

/** Undefined if it is irrational, has symbols or is too large to write out. */
export function exactValue(expression: Algebra): Exact | undefined {
  switch (expression.type) {
    case 'integer':
      return rational(expression.value);
    case 'decimal':
      return expression.value;
    case 'symbol':
      return undefined;
    case 'negative':
      return combine(exactValue(expression.of), rational(-1n), times, (left, right) => left * right);
    case 'factorial':
      return factorial(exactValue(expression.of));
    case 'call':
      return expression.name === 'sqrt' ? root(exactValue(expression.of)) : undefined;
    default:
      return operation(expression.type, exactValue(expression.left), exactValue(expression.right));
  }
}

export function asNumber(value: Exact): number {
  return typeof value === 'number' ? value : toNumber(value);
}

type Operator = 'sum' | 'product' | 'quotient' | 'power';

function operation(type: Operator, left: Exact | undefined, right: Exact | undefined): Exact | undefined {
  if (type === 'sum') return combine(left, right, plus, (one, other) => one + other);
  if (type === 'product') return left && right && multiplied(left, right);
  if (type === 'power') return left === undefined || right === undefined ? undefined : power(left, right);
  return left === undefined || right === undefined ? undefined : quotient(left, right);
}

/** A double is divided as it is; anything else is multiplied by the reciprocal, so that 7/5.0 is rounded twice. */
function quotient(left: Exact, right: Exact): Exact {
  if (typeof left === 'number') return asNumber(right) === 0 ? Number.NaN : left / asNumber(right);
  return multiplied(left, reciprocal(right));
}

export function multiplied(left: Exact, right: Exact): Exact {
  return combine(left, right, times, (one, other) => one * other)!;
}

export function reciprocal(value: Exact): Exact {
  if (typeof value === 'number') return value === 0 ? Number.NaN : 1 / value;
  return inverse(value) ?? Number.NaN;
}

function combine(
  left: Exact | undefined,
  right: Exact | undefined,
  exactly: (left: Rational, right: Rational) => Rational,
  roughly: (left: number, right: number) => number,
): Exact | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left !== 'number' && typeof right !== 'number') return exactly(left, right);
  return roughly(asNumber(left), asNumber(right));
}

function power(base: Exact, exponent: Exact): Exact | undefined {
  if (typeof base === 'number' || typeof exponent === 'number') {
    const value = asNumber(base) ** asNumber(exponent);
    return Number.isNaN(value) ? undefined : value;
  }
  if (exponent.bottom === 2n) {
    const rooted = squareRoot(base);
    return rooted && power(rooted, rational(exponent.top));
  }
  const size = exponent.top < 0n ? -exponent.top : exponent.top;
  const bits = (base.top * base.bottom).toString(2).length * Number(size);
  if (exponent.bottom !== 1n || bits > mostBits) return undefined;
  const raised = { top: base.top ** size, bottom: base.bottom ** size };
  return exponent.top < 0n ? (inverse(raised) ?? Number.NaN) : raised;
}

function root(value: Exact | undefined): Exact | undefined {
  if (typeof value === 'number') return value < 0 ? undefined : Math.sqrt(value);
  return value && squareRoot(value);
}

function factorial(value: Exact | undefined): Exact | undefined {
  if (value === undefined || typeof value === 'number' || value.bottom !== 1n) return undefined;
  if (value.top < 0n || value.top > largestFactorial) return undefined;
  let product = 1n;
  for (let factor = 2n; factor <= value.top; factor++) product *= factor;
  return rational(product);
}
