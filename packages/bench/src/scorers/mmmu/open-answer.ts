import { floatText, parseFloatLiteral } from '../python/float.ts';
import { pattern } from '../python/pattern.ts';
import { roundToDigits } from '../python/round.ts';
import { length, strip } from '../python/text.ts';

/** What MMMU's rules see in an open answer: numbers, rounded to two digits, and lower-case text. */
export interface OpenReading {
  readonly values: readonly OpenValue[];
  readonly rule: string;
}
export type OpenValue = string | number;

const KEYS = ['could be ', 'so ', 'is ', 'thus ', 'therefore ', 'final ', 'answer ', 'result '];
const KEYS_OF_LAST_LINE = [...KEYS, '='];
const TRIVIAL = new Set([':', ',', '.', '!', '?', ';', "'"]);

const NUMBERS = [
  pattern(String.raw`-?\b\d{1,3}(?:,\d{3})+\b`, 'g'),
  pattern(String.raw`-?\d+(?:\.\d+)?[eE][+\-]?\d+`, 'g'),
  pattern(String.raw`-?(?:\d+\.\d+|\.\d+|\d+\b)(?![eE][+\-]?\d+)(?![,\d])`, 'g'),
];

/** `parse_open_response`: of each line what follows its last key phrase, and all numbers in that. */
export function readOpenAnswer(response: string): OpenReading {
  const text = strip(strip(response), '.').toLowerCase();
  const lines = text.split('\n');
  const keyed = lines
    .map((line, index) => shortestTail(line, index === lines.length - 1 ? KEYS_OF_LAST_LINE : KEYS))
    .filter((tail) => tail !== '' && !TRIVIAL.has(tail));
  const parts = keyed.length > 0 ? keyed : [text];
  const numbers = parts.flatMap((part) =>
    NUMBERS.flatMap((number) => [...part.matchAll(number)].map(([found]) => found)),
  );
  const values = [...parts, ...numbers].flatMap(openValues);
  const isFirst = (value: OpenValue, index: number) => values.indexOf(value) === index || Number.isNaN(value);
  return { values: values.filter(isFirst), rule: keyed.length > 0 ? 'key phrase' : 'whole answer' };
}

/** The shortest of what follows each key phrase at its last place in a line; empty if there is none. */
function shortestTail(line: string, keys: readonly string[]): string {
  let shortest = '';
  for (const key of keys) {
    const place = line.lastIndexOf(key);
    if (place < 0) continue;
    const tail = strip(line.slice(place + key.length));
    if (shortest === '' || length(tail) < length(shortest)) shortest = tail;
  }
  return shortest;
}

/** `normalize_str`: a number as such, a single character with a space on either side lest it be found inside words. */
export function openValues(text: string): OpenValue[] {
  const stripped = strip(text);
  const number = parseFloatLiteral(stripped.replaceAll(',', ''));
  if (number !== undefined) return [roundToDigits(number, 2)];
  const lowered = stripped.toLowerCase();
  return length(lowered) === 1 ? [` ${lowered}`, `${lowered} `] : [lowered];
}

/** `eval_open`: an accepted text inside a text that was read, or an accepted number among the numbers. */
export function openMatch(read: readonly OpenValue[], accepted: readonly string[]): boolean {
  const gold = accepted.flatMap(openValues);
  return read.some((value) =>
    gold.some((answer) =>
      typeof value === 'string' ? typeof answer === 'string' && value.includes(answer) : value === answer,
    ),
  );
}

export function openText(values: readonly OpenValue[]): string {
  return values.map((value) => (typeof value === 'number' ? floatText(value) : value)).join(' | ');
}
