const SINGLE = String.raw`'((?:[^'\\]|\\[\s\S])*)'`;
const DOUBLE = String.raw`"((?:[^"\\]|\\[\s\S])*)"`;
const NESTED = String.raw`(\[(?:[^\]'"]|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")*\])`;
const ITEM = new RegExp(`${SINGLE}|${DOUBLE}|${NESTED}`, 'y');
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|\n|(['"\\abfnrtv]))/g;
const NAMED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * `ast.literal_eval` of a list of strings, the form in which MMMU's data sets store their options. A list inside it, which
 * one of MMMU-Pro's questions has, stays the text that `str()` makes of it.
 */
export function parseStringList(source: string): string[] {
  const inner = /^\s*\[([\s\S]*)\]\s*$/.exec(source)?.[1];
  if (inner === undefined) throw new SyntaxError(`not a list: ${source}`);
  const items: string[] = [];
  let place = skip(inner, 0, /\s*/y);
  while (place < inner.length) {
    ITEM.lastIndex = place;
    const found = ITEM.exec(inner);
    if (found === null) throw new SyntaxError(`not a list of strings: ${source}`);
    items.push(found[3] ?? (found[1] ?? found[2]!).replace(ESCAPE, unescapeOne));
    place = skip(inner, ITEM.lastIndex, /\s*(?:,\s*|$)/y);
  }
  return items;
}

function skip(text: string, from: number, separator: RegExp): number {
  separator.lastIndex = from;
  if (!separator.test(text)) throw new SyntaxError(`a comma is missing after ${text.slice(0, from)}`);
  return separator.lastIndex;
}

function unescapeOne(
  _escape: string,
  byte?: string,
  short?: string,
  long?: string,
  octal?: string,
  named = '',
) {
  const hexadecimal = byte ?? short ?? long;
  if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  return NAMED[named] ?? named;
}
