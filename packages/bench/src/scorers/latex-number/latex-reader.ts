/** A place in a list of tokens. */
import type { LatexToken } from './latex-tokens.ts';

export interface Reader {
  readonly tokens: readonly LatexToken[];
  at: number;
}

export function looksAt(reader: Reader, mark: string): boolean {
  const token = reader.tokens[reader.at];
  return token?.type === 'mark' && token.text === mark;
}

/** The one of `texts` that comes next, which is passed; undefined if none does. */
export function takes(reader: Reader, ...texts: readonly string[]): string | undefined {
  const token = reader.tokens[reader.at];
  if (token === undefined || (token.type !== 'mark' && token.type !== 'command')) return undefined;
  if (!texts.includes(token.text)) return undefined;
  reader.at++;
  return token.text;
}

export function textOf(token: LatexToken): string {
  if (token.type === 'number') return `${token.top}/${token.bottom}`;
  return token.type === 'unreadable' ? '' : token.text;
}
