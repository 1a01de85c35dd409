import { GROUPED_DIGITS, plainLiteral } from './digits.ts';

const INTEGER = new RegExp(`^[+-]?${GROUPED_DIGITS}$`);
/** CPython since 3.10.7 refuses longer literals (`sys.get_int_max_str_digits`). */
const MOST_DIGITS = 4300;

/** `int(text)`; undefined where Python raises ValueError. `1.0` is no integer to it. */
export function parseInteger(text: string): bigint | undefined {
  const literal = plainLiteral(text);
  if (!INTEGER.test(literal)) return undefined;
  const digits = literal.replace(/[+_-]/g, '');
  if (digits.length > MOST_DIGITS) return undefined;
  return literal.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}

/** `int(value)` of a float, towards zero; undefined where Python raises: nan and the infinities. */
export function truncate(value: number): bigint | undefined {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
}
