/**
 * What Python's `str` methods do where JavaScript's namesakes do something else: `trim()` also takes U+FEFF but leaves
 * U+001C to U+001F and U+0085, and `length` counts UTF-16 units. `str.lower()` is `toLowerCase()`, final sigma and all.
 */

/** The inside of a character class: what `str.isspace()` is true of, and `\s` matches. */
export const WHITESPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const LEADING_BLANKS = new RegExp(`^[${WHITESPACE}]+`, 'u');
// The look-behind keeps a long run of blanks inside a text from being tried once from each of its places.
const TRAILING_BLANKS = new RegExp(`(?<![${WHITESPACE}])[${WHITESPACE}]+$`, 'u');
const BLANKS = new RegExp(`[${WHITESPACE}]+`, 'u');

/** `text.strip(characters)`; without characters, whitespace. */
export function strip(text: string, characters?: string): string {
  if (characters === undefined) return text.replace(LEADING_BLANKS, '').replace(TRAILING_BLANKS, '');
  return stripStart(stripEnd(text, characters), characters);
}

/** `text.lstrip(characters)` */
export function stripStart(text: string, characters: string): string {
  const points = [...text];
  const start = points.findIndex((point) => !characters.includes(point));
  return start < 0 ? '' : points.slice(start).join('');
}

/** `text.rstrip(characters)` */
export function stripEnd(text: string, characters: string): string {
  const points = [...text];
  return points.slice(0, points.findLastIndex((point) => !characters.includes(point)) + 1).join('');
}

/** `text.split()`: what stands between whitespace, never empty. */
export function words(text: string): string[] {
  return text.split(BLANKS).filter((word) => word !== '');
}

/** `len(text)`: code points. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
