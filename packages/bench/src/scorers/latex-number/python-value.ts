/** Python's arithmetic on `int` (bigint) and `float` (number). Undefined where it raises or leaves the real numbers. */
import { rational, toNumber } from '../math/rational.ts';

export type PythonNumber = bigint | number;
type Value = PythonNumber | undefined;

/** Beyond this, writing the power out is not worth the time. */
const mostBits = 100_000;

export function added(left: PythonNumber, right: PythonNumber): Value {
  return typeof left === 'bigint' && typeof right === 'bigint'
    ? left + right
    : finite(Number(left) + Number(right));
}

export function multiplied(left: PythonNumber, right: PythonNumber): Value {
  return typeof left === 'bigint' && typeof right === 'bigint'
    ? left * right
    : finite(Number(left) * Number(right));
}

export function divided(left: PythonNumber, right: PythonNumber): Value {
  if (Number(right) === 0) return undefined;
  if (typeof left === 'bigint' && typeof right === 'bigint') return finite(toNumber(rational(left, right)));
  return finite(Number(left) / Number(right));
}

export function raised(base: PythonNumber, exponent: PythonNumber): Value {
  if (typeof base === 'bigint' && typeof exponent === 'bigint' && exponent >= 0n) {
    const bits = base.toString(2).length * Number(exponent);
    return bits > mostBits ? undefined : base ** exponent;
  }
  return finite(Number(base) ** Number(exponent));
}

/** Python raises where a double would overflow; here nothing else makes infinities. */
function finite(value: number): Value {
  return Number.isFinite(value) ? value : undefined;
}

/** True is 1 and False is 0, as in Python. */
export function compared(sign: '<' | '<=' | '>' | '>='): (left: PythonNumber, right: PythonNumber) => bigint {
  return (left, right) => {
    const holds = { '<': left < right, '<=': left <= right, '>': left > right, '>=': left >= right };
    return holds[sign] ? 1n : 0n;
  };
}

export function same(left: PythonNumber, right: PythonNumber): boolean {
  return typeof left === typeof right ? left === right : Number(left) === Number(right);
}
