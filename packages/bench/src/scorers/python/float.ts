import { GROUPED_DIGITS, plainLiteral } from './digits.ts';

const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;
const NUMBER = new RegExp(
  `^[+-]?(?:${GROUPED_DIGITS}(?:\\.(?:${GROUPED_DIGITS})?)?|\\.${GROUPED_DIGITS})(?:e[+-]?${GROUPED_DIGITS})?$`,
  'i',
);

/** `float(text)`; undefined where Python raises ValueError. It takes `1_000`, `nan` and `１２`, and not `0x10` or ``. */
export function parseFloatLiteral(text: string): number | undefined {
  const literal = plainLiteral(text);
  const special = SPECIAL.exec(literal);
  if (special !== null) {
    if (special[2]!.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return NUMBER.test(literal) ? Number(literal.replaceAll('_', '')) : undefined;
}

const FIRST_EXPONENT_WRITTEN = 16;
const LAST_SMALL_EXPONENT = -4;

/** `str(value)` of a float: the shortest digits that read back, always with a point or an exponent of two digits. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [mantissa = '', exponentText] = Math.abs(value).toExponential().split('e');
  const exponent = Number(exponentText);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (exponent < LAST_SMALL_EXPONENT || exponent >= FIRST_EXPONENT_WRITTEN) {
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${`${Math.abs(exponent)}`.padStart(2, '0')}`;
  }
  const digits = mantissa.replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}
