import { strip } from './text.ts';

const RUN = 10;
const DECIMAL_DIGIT = /\p{Nd}/u;

/** How a literal groups its digits: single underscores may stand between two of them. */
export const GROUPED_DIGITS = '[0-9](?:_?[0-9])*';

/**
 * A numeric literal as `float()` and `int()` take it in: whitespace stripped, decimal digits of every script turned into
 * ASCII ones.
 */
export function plainLiteral(text: string): string {
  return strip(text).replace(/[^\0-\x7f]/gu, (point) => {
    const digit = decimalDigit(point);
    return digit === undefined ? point : `${digit}`;
  });
}

/** Unicode lays decimal digits out in runs of ten from zero to nine, so the place in the run is the value. */
function decimalDigit(point: string): number | undefined {
  if (!DECIMAL_DIGIT.test(point)) return undefined;
  const code = point.codePointAt(0)!;
  let start = code;
  while (DECIMAL_DIGIT.test(String.fromCodePoint(start - 1))) start--;
  return (code - start) % RUN;
}
