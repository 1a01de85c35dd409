/**
 * Numbers in English words, as the Python package word2number 1.1 reads them: words that are no number words are passed
 * over, so `seven of them` is 7. Quirks: tens and units are added whatever they are (`nine ten` is 19), a group of five words
 * or more is its first word, `point` alone is 0, and what stands between the last two scales counts twice where the last one
 * ends the number (`two million five thousand` is 2,006,005).
 */
import { floatText } from '../python/float.ts';
import { parseInteger } from '../python/integer.ts';
import { words } from '../python/text.ts';

const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const teens = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const scales = { billion: 1e9, million: 1e6, thousand: 1e3 } as const;

const values: ReadonlyMap<string, number> = new Map([
  ...[...digits, ...teens].map((word, value) => [word, value] as const),
  ...tens.map((word, at) => [word, 10 * (at + 2)] as const),
  ['hundred', 100],
  ...Object.entries(scales),
]);

/** As Python writes it; undefined if there is none. */
export function numberInWords(text: string): string | undefined {
  const spaced = text.replaceAll('-', ' ').toLowerCase();
  if (/^\p{Nd}+$/u.test(spaced)) return parseInteger(spaced)?.toString();
  const known = words(spaced).filter((word) => values.has(word) || word === 'point');
  const point = known.includes('point') ? known.indexOf('point') : known.length;
  const part = known.slice(point + 1);
  if (known.length === 0 || ['point', ...Object.keys(scales)].some((word) => isRepeated(word, known)))
    return undefined;
  const value = wholeValue(known.slice(0, point));
  if (value === undefined || part.length === 0) return value?.toString();
  const decimals = decimalValue(part);
  return decimals === undefined ? `${value}` : floatText(value + decimals);
}

function isRepeated(word: string, list: readonly string[]): boolean {
  return list.indexOf(word) !== list.lastIndexOf(word);
}

/** Undefined if scales are out of order or the first has nothing before it. */
function wholeValue(known: readonly string[]): number | undefined {
  if (known.length < 2) return known.length === 0 ? 0 : values.get(known[0]!);
  const found = Object.entries(scales).map(([scale, size]) => ({ size, at: known.indexOf(scale) }));
  const present = found.filter(({ at }) => at >= 0);
  if (present.some(({ at }, order) => at <= (present[order - 1]?.at ?? 0))) return undefined;
  let [from, total] = [0, 0];
  for (const { size, at } of present) {
    if (at === from) return undefined;
    total += group(known.slice(from, at)) * size;
    from = at + 1;
  }
  const last = present.findLast(({ at }) => at < known.length - 1);
  if (present.length > 0 && last === undefined) return total;
  return total + group(known.slice(last === undefined ? 0 : last.at + 1));
}

function group(known: readonly string[]): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = known.map((word) => values.get(word)!);
  if (known.length === 2) return first === 100 || second === 100 ? first * second : first + second;
  return known.length === 3 || known.length === 4 ? first * second + third + fourth : first;
}

function decimalValue(known: readonly string[]): number | undefined {
  const places = known.map((word) => digits.indexOf(word));
  return places.includes(-1) ? undefined : Number(`0.${places.join('')}`);
}
