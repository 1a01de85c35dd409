/**
 * The normalisation of prm800k's grader as MathRuler @14dadeb has it (`grader.py: _normalize`): units, percent and dollar
 * signs go, LaTeX becomes plain text, mixed numbers become sums, whole numbers are written plainly, all in lower case.
 *
 * Quirks: `\frac{x+1}{2}` becomes `x+1/2`; a number that is whole to within 1e-7 is then *cut*, so 2.99999999 is 2; units
 * are removed inside words too (`kilometer` is `kilo`, `birthday` is `birth`).
 */
import { parseFloatLiteral } from '../python/float.ts';
import { pattern } from '../python/pattern.ts';
import { roundToInteger } from '../python/round.ts';
import { strip } from '../python/text.ts';
import { plainText } from './latex-text.ts';

const textAlone = pattern(String.raw`^\\text\{(.+?)\}$`);
const scales: readonly (readonly [string, string])[] = [
  ['million', '*10^6'],
  ['billion', '*10^9'],
  ['trillion', '*10^12'],
];
const units = [
  'degree',
  'cm',
  'centimeter',
  'meter',
  'mile',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
  'foot',
  'feet',
  'inch',
  'yard',
].map((unit) => new RegExp(`${unit}(es)?(s)? *(\\^[0-9]+)?`, 'g'));
const thousandsComma = pattern(String.raw`(\d),(\d\d\d)($|\D)`, 'g');
const nearlyWhole = 1e-7;

/** `\text{42}` is `42`, if that is all there is. */
export function withoutTextAlone(answer: string): string {
  return textAlone.exec(answer)?.[1] ?? answer;
}

export function normalised(answer: string): string {
  const bare = withoutBraces(withoutUnits(withoutSigns(withoutTextAlone(answer)))).replace(/,\\! */g, '');
  const whole = wholeNumber(parseFloatLiteral(bare));
  const number = whole === undefined ? bare : `${whole}`;
  const text = (number.includes('\\') ? latexAsText(number) : undefined) ?? number;
  const squeezed = text
    .replace(/- */g, '-')
    .replace(/([0-9]) +([0-9])/g, '$1+$2')
    .replace(/[ {}]/g, '')
    .toLowerCase();
  return isWhole(squeezed) ? `${cut(squeezed)}` : squeezed;
}

/** Whether the text is a number and whole, thousands commas allowed. */
export function isWhole(text: string): boolean {
  return wholeNumber(parseFloatLiteral(withoutThousandsCommas(text))) !== undefined;
}

/** Only commas before three digits go, so that a pair stays a pair; `1,234,567` takes two passes. */
export function withoutThousandsCommas(text: string): string {
  let result = text;
  for (;;) {
    const next = result.replace(thousandsComma, '$1$2$3');
    if (next === result) return result;
    result = next;
  }
}

function withoutSigns(text: string): string {
  const plain = text
    .replaceAll('\\%', '%')
    .replaceAll('\\$', '$')
    .replace(/[$%]/g, '')
    .replaceAll(' or ', ' , ')
    .replaceAll(' and ', ' , ');
  return scales.reduce((result, [word, power]) => result.replaceAll(word, power), plain);
}

function withoutUnits(text: string): string {
  return units.reduce((result, unit) => result.replace(unit, ''), text).replace(/\^ *\\circ/g, '');
}

function withoutBraces(text: string): string {
  return text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
}

/** A blank before each fraction keeps `2\frac{1}{3}` a mixed number. */
function latexAsText(text: string): string | undefined {
  const spaced = text
    .replaceAll('\\tfrac', '\\frac')
    .replaceAll('\\dfrac', '\\frac')
    .replaceAll('\\frac', ' \\frac');
  const plain = plainText(spaced)
    ?.replaceAll('√', 'sqrt')
    .replaceAll('π', 'pi')
    .replaceAll('∞', 'inf')
    .replaceAll('∪', 'U')
    .replace(/[·×]/g, '*');
  return plain === undefined ? undefined : strip(plain);
}

function wholeNumber(value: number | undefined): bigint | undefined {
  const nearest = value === undefined ? undefined : roundToInteger(value);
  return nearest !== undefined && Math.abs(value! - Number(nearest)) <= nearlyWhole ? nearest : undefined;
}

function cut(text: string): bigint {
  return BigInt(Math.trunc(parseFloatLiteral(text.replaceAll(',', ''))!));
}
