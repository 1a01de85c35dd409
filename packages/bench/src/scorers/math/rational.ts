/** Fractions of big integers, in lowest terms, the denominator positive. */
export interface Rational {
  readonly top: bigint;
  readonly bottom: bigint;
}

export function rational(top: bigint, bottom = 1n): Rational {
  const divisor = greatestCommonDivisor(top, bottom) * (bottom < 0n ? -1n : 1n);
  return { top: top / divisor, bottom: bottom / divisor };
}

export function plus(left: Rational, right: Rational): Rational {
  return rational(left.top * right.bottom + right.top * left.bottom, left.bottom * right.bottom);
}

export function times(left: Rational, right: Rational): Rational {
  return rational(left.top * right.top, left.bottom * right.bottom);
}

/** Undefined of 0. */
export function inverse({ top, bottom }: Rational): Rational | undefined {
  return top === 0n ? undefined : rational(bottom, top);
}

/** Undefined if it is irrational or not real. */
export function squareRoot({ top, bottom }: Rational): Rational | undefined {
  const roots = [wholeRoot(top), wholeRoot(bottom)] as const;
  return roots[0] === undefined || roots[1] === undefined ? undefined : rational(roots[0], roots[1]);
}

/** The nearest double, also where both integers are beyond doubles. */
export function toNumber({ top, bottom }: Rational): number {
  const excess = Math.max(bitLength(top), bitLength(bottom)) - 1000;
  if (excess <= 0) return Number(top) / Number(bottom);
  const shift = BigInt(excess);
  return Number(top >> shift) / Number(bottom >> shift);
}

function wholeRoot(value: bigint): bigint | undefined {
  if (value < 2n) return value < 0n ? undefined : value;
  let root = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (let next = (root + value / root) >> 1n; next < root; next = (root + value / root) >> 1n) root = next;
  return root * root === value ? root : undefined;
}

function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  let [left, right] = [one < 0n ? -one : one, other < 0n ? -other : other];
  while (right !== 0n) [left, right] = [right, left % right];
  return left === 0n ? 1n : left;
}
