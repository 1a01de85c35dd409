/**
 * What Python's `str` methods do where JavaScript's differ. A blank is what `str.isspace` says: the separators U+001C to
 * U+001F and U+0085 count, the byte order mark does not; `trim` and `\s` see both the other way round.
 */
const blank =
  '\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const leadingBlanks = new RegExp(`^[${blank}]+`);
const trailingBlanks = new RegExp(`[${blank}]+$`);
const blanks = new RegExp(`[${blank}]+`);

/** `text.strip()` */
export function strip(text: string): string {
  return text.replace(leadingBlanks, '').replace(trailingBlanks, '');
}

/** `text.split()` */
export function words(text: string): string[] {
  return text.split(blanks).filter((word) => word !== '');
}

/** `text.rstrip(characters)` */
export function stripEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** `text.lstrip(characters)` */
export function stripStart(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text[start]!)) start++;
  return text.slice(start);
}

/** `len(text)`: characters, not UTF-16 units. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
