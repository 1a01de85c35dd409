import { WHITESPACE } from './text.ts';

const WORD_MEMBERS = '\\p{L}\\p{N}_';
const CLASSES: Readonly<Record<string, string>> = { d: '\\p{Nd}', w: WORD_MEMBERS, s: WHITESPACE };
const WORD = `[${WORD_MEMBERS}]`;
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;
const END = '(?=\\n?(?![\\s\\S]))';

/**
 * A regular expression with the meaning that Python's `re` gives it for a `str`: `\d`, `\w`, `\s` and `\b` know all of
 * Unicode, `.` stops at nothing but a line feed, and `$` also matches before a final one. Otherwise the pattern follows the
 * rules of JavaScript's `u` flag.
 */
export function pattern(source: string, flags = ''): RegExp {
  let inClass = false;
  const translated = source.replace(/\\[\s\S]|[[\].$]/g, (token) => {
    if (token === '[') inClass = true;
    if (token === ']') inClass = false;
    if (token === '.') return inClass || flags.includes('s') ? token : '[^\\n]';
    if (token === '$') return inClass || flags.includes('m') ? token : END;
    return translateEscape(token, inClass ? 'class' : 'pattern');
  });
  return new RegExp(translated, `${flags}u`);
}

function translateEscape(token: string, place: 'class' | 'pattern'): string {
  if (token === '\\b' && place === 'pattern') return BOUNDARY;
  const members = CLASSES[token.slice(1).toLowerCase()];
  if (!token.startsWith('\\') || members === undefined) return token;
  const negated = token !== token.toLowerCase();
  if (place === 'pattern') return `[${negated ? '^' : ''}${members}]`;
  if (negated) throw new SyntaxError(`${token} inside a character class`);
  return members;
}
