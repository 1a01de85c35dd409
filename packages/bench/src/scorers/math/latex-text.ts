/**
 * LaTeX as plain text, after pylatexenc 2's `LatexNodes2Text`, which prm800k's and MathRuler's graders use: `\frac{1}{2}` is
 * `1/2`, `\sqrt{2}` is `√(2)`, a matrix is `[ 1 2; 3 4 ]`, `\left` and unknown macros disappear. It is lenient: braces need
 * not match. Quirks: a root's index is lost, fractions get no parentheses, and a fraction as the bare argument of another
 * macro loses its own arguments, so that `\frac` reads `%s/%s`.
 */
import { strip } from '../python/text.ts';
import { unlessTooDeep } from '../too-deep.ts';
import { inAlphabet } from './latex-alphabets.ts';
import { accents, symbols } from './latex-symbols.ts';

interface Reader {
  readonly source: string;
  at: number;
}

/** Macros that vanish together with their argument. */
const swallowing = new Set(
  'mbox textmd textsf texttt textup label hspace vspace hphantom vphantom xrightarrow xleftarrow color'.split(
    ' ',
  ),
);
const withOptional = new Set('sqrt hphantom vphantom xrightarrow xleftarrow color item footnote'.split(' '));
const transparent = new Set(
  `mathrm text textrm textit textbf textsc textsl emph ensuremath overline underline widehat widetilde overleftarrow
  overrightarrow overbrace underbrace`.split(/\s+/),
);
const fractions = new Set(['frac', 'nicefrac', 'textfrac']);
const coloured = new Set(['textcolor', 'colorbox']);
const matrices = new Set(['array', 'pmatrix', 'bmatrix', 'smallmatrix', 'psmallmatrix', 'bsmallmatrix']);
const withColumns = new Set(['array', 'tabular']);
const displays = /^(equation|eqnarray|align|gather|multline|dmath)\*?$/;
const specials: readonly (readonly [string, string])[] = [
  ['---', '—'],
  ['--', '–'],
  ['``', '“'],
  ["''", '”'],
  ['?`', '¿'],
  ['!`', '¡'],
  ['~', '\u00a0'],
  ['&', '   '],
];
const fractionTemplate = '%s/%s';

/** Undefined for a `\sqrt` without argument, which the original cannot write, and for too many braces in each other. */
export function plainText(latex: string): string | undefined {
  const text = unlessTooDeep(unwritable, () => content({ source: latex, at: 0 }, () => false));
  return text.includes(unwritable) ? undefined : text;
}

const unwritable = '\0';

/** Everything up to where `ends` says, without eating the end. */
function content(reader: Reader, ends: (rest: string) => boolean): string {
  let text = '';
  while (reader.at < reader.source.length) {
    const rest = reader.source.slice(reader.at);
    if (ends(rest)) return text;
    text += piece(reader, rest);
  }
  return text;
}

function piece(reader: Reader, rest: string): string {
  if (rest.startsWith('\\')) return macro(reader);
  if (rest.startsWith('{')) return group(reader);
  if (rest.startsWith('}') || rest.startsWith('$')) {
    reader.at++;
    return '';
  }
  const special = specials.find(([characters]) => rest.startsWith(characters));
  const eaten = special?.[0] ?? String.fromCodePoint(rest.codePointAt(0)!);
  reader.at += eaten.length;
  return special?.[1] ?? eaten;
}

function group(reader: Reader): string {
  reader.at++;
  const text = content(reader, (rest) => rest.startsWith('}'));
  reader.at++;
  return text;
}

function macro(reader: Reader): string {
  const name = macroName(reader);
  if (name === 'begin' || name === 'end') return environment(reader, name);
  if (name === '\\') return lineBreak(reader);
  if (name === '(') return strip(mathUpTo('\\)', reader));
  if (name === '[') return display(mathUpTo('\\]', reader));
  if (withOptional.has(name)) skipOptional(reader);
  if (fractions.has(name)) return fraction(reader);
  if (name === 'sqrt') return `√(${argument(reader) ?? unwritable})`;
  if (name === 'footnote') return `[${argument(reader) ?? ''}]`;
  if (coloured.has(name)) argument(reader);
  if (coloured.has(name) || transparent.has(name)) return argument(reader) ?? '';
  if (swallowing.has(name)) {
    skip(reader, /^\*/);
    argument(reader);
    return '';
  }
  return letters(name, reader) ?? symbols.get(name) ?? '';
}

/** A macro that changes the letters of its argument. */
function letters(name: string, reader: Reader): string | undefined {
  if (inAlphabet(name, '') !== undefined) return inAlphabet(name, argument(reader) ?? '');
  const accent = accents.get(name);
  if (accent === undefined) return undefined;
  const marked = [...(argument(reader) || ' ').trimStart()];
  return marked.length === 0 ? accent : marked.map((one) => `${one}${accent}`.normalize('NFC')).join('');
}

/** Letters, after which blanks go, or one other character. */
function macroName(reader: Reader): string {
  const [whole, word] = /^\\([A-Za-z]+)?/.exec(reader.source.slice(reader.at))!;
  reader.at += whole.length;
  if (word === undefined) {
    const character = reader.source.slice(reader.at, reader.at + 1);
    reader.at += character.length;
    return character;
  }
  skip(reader, /^\s+/);
  return word;
}

/** A group, a macro without its own arguments, or one character; undefined at the end. */
function argument(reader: Reader): string | undefined {
  skip(reader, /^\s+/);
  const rest = reader.source.slice(reader.at);
  if (rest === '' || rest.startsWith('}')) return undefined;
  if (rest.startsWith('{')) return group(reader);
  if (!rest.startsWith('\\')) {
    const character = String.fromCodePoint(rest.codePointAt(0)!);
    reader.at += character.length;
    return character;
  }
  const name = macroName(reader);
  if (fractions.has(name)) return fractionTemplate;
  return name === 'sqrt' ? unwritable : (symbols.get(name) ?? '');
}

function fraction(reader: Reader): string {
  const top = argument(reader);
  const bottom = argument(reader);
  return top === undefined || bottom === undefined ? `${fractionTemplate}${top ?? ''}` : `${top}/${bottom}`;
}

function lineBreak(reader: Reader): string {
  skip(reader, /^\*?(\[[^\]]*\])?/);
  return '\n';
}

function mathUpTo(end: string, reader: Reader): string {
  const text = content(reader, (rest) => rest.startsWith(end));
  reader.at += end.length;
  return text;
}

function display(text: string): string {
  return `\n${strip(text)}\n`;
}

function environment(reader: Reader, name: 'begin' | 'end'): string {
  const opened = /^\{([^}]*)\}/.exec(reader.source.slice(reader.at));
  if (opened === null) return `\\${name}`;
  reader.at += opened[0].length;
  if (name === 'end') return '';
  const kind = opened[1]!;
  if (withColumns.has(kind)) {
    skipOptional(reader);
    argument(reader);
  }
  const text = matrices.has(kind) ? matrix(reader) : content(reader, atEnd);
  skip(reader, /^\\end\s*\{[^}]*\}/);
  return displays.test(kind) ? display(text) : text;
}

function matrix(reader: Reader): string {
  const rows: string[] = [];
  do {
    const cells: string[] = [];
    do cells.push(content(reader, (rest) => /^(&|\\\\)/.test(rest) || atEnd(rest)).trim());
    while (skip(reader, /^&/));
    rows.push(cells.join(' '));
  } while (skip(reader, /^\\\\(\*)?(\[[^\]]*\])?/));
  return `[ ${rows.join('; ')} ]`;
}

function atEnd(rest: string): boolean {
  return /^\\end(?![A-Za-z])/.test(rest);
}

function skipOptional(reader: Reader): void {
  skip(reader, /^\s*\[[^\]]*\]/);
}

function skip(reader: Reader, expression: RegExp): boolean {
  const length = expression.exec(reader.source.slice(reader.at))?.[0].length ?? 0;
  reader.at += length;
  return length > 0;
}
