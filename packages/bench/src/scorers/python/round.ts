const FRACTION_BITS = 52n;
const EXPONENT_OF_ONE_UNIT = 1075n;

/**
 * `round(value, digits)`: rounds the exact binary value, so that 2.675 becomes 2.67, and a true tie to the even neighbour,
 * so that 0.125 becomes 0.12. Throws a RangeError where Python raises OverflowError.
 */
export function roundToDigits(value: number, digits: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const { significand, exponent } = decompose(Math.abs(value));
  const places = BigInt(digits);
  let numerator = significand;
  let denominator = 1n;
  if (exponent >= 0n) numerator <<= exponent;
  else denominator <<= -exponent;
  if (places >= 0n) numerator *= 10n ** places;
  else denominator *= 10n ** -places;
  const rounded = Number(`${divideHalfToEven(numerator, denominator)}e${-digits}`);
  if (!Number.isFinite(rounded)) throw new RangeError(`${value} rounded to ${digits} digits is too large`);
  return value < 0 ? -rounded : rounded;
}

/** `round(value)`: the nearest integer, a tie to the even one. */
export function roundToInteger(value: number): bigint | undefined {
  return Number.isFinite(value) ? BigInt(roundToDigits(value, 0)) : undefined;
}

function divideHalfToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twiceRemainder = 2n * (numerator % denominator);
  const up = twiceRemainder > denominator || (twiceRemainder === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** A positive finite double as significand × 2^exponent. */
function decompose(value: number): { significand: bigint; exponent: bigint } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const fraction = raw & ((1n << FRACTION_BITS) - 1n);
  const biased = raw >> FRACTION_BITS;
  if (biased === 0n) return { significand: fraction, exponent: 1n - EXPONENT_OF_ONE_UNIT };
  return { significand: fraction | (1n << FRACTION_BITS), exponent: biased - EXPONENT_OF_ONE_UNIT };
}
