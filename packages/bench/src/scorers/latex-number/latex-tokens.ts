/** LaTeX in words, as latex2sympy2 1.9 tells them apart. What it cannot read becomes one last token, `unreadable`. */
import { rational } from '../math/rational.ts';
import { commands, words } from './latex-commands.ts';

export type LatexToken =
  | { readonly type: 'number'; readonly top: bigint; readonly bottom: bigint }
  | { readonly type: 'mark' | 'command' | 'letter' | 'word'; readonly text: string }
  | { readonly type: 'unreadable' };

const blankForm = /^(?:[ \t\r\n]|\\\$)+/;
/** Thousands commas belong to a number; a point does only if digits follow. */
const numberForm = /^([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)(\\%)?/;
const commandForm = /^\\(?:([A-Za-z]+)|[{}|\\])/;
const wordForm = new RegExp(`^(?:${[...words].sort((one, other) => other.length - one.length).join('|')})`);
const letterForm = /^[A-Za-z]/;
const markForm = /^(?:==|!=|[-+*/(){}[\]|_^:;,.=<>!&'])/;

export function latexTokens(latex: string): LatexToken[] {
  const tokens: LatexToken[] = [];
  let rest = spelledOut(latex);
  while (rest !== '') {
    const blank = blankForm.exec(rest)?.[0].length;
    const eaten = blank === undefined ? firstToken(rest) : undefined;
    if (blank === undefined && eaten === undefined) return [...tokens, { type: 'unreadable' }];
    if (eaten !== undefined) tokens.push(eaten.token);
    rest = rest.slice(blank ?? eaten!.length);
  }
  return tokens;
}

/** What is replaced before anything is read. */
function spelledOut(latex: string): string {
  return latex
    .replace(/\\[dt]frac/g, '\\frac')
    .replaceAll('\\displaystyle', ' ')
    .replaceAll('\\quad', ' ')
    .replaceAll('\\,', ' ')
    .replace(/[~$]/g, ' ');
}

function firstToken(rest: string): { token: LatexToken; length: number } | undefined {
  const number = numberForm.exec(rest);
  if (number !== null) return { token: numberToken(number[1]!, number[2]), length: number[0].length };
  const [command, name] = commandForm.exec(rest) ?? [];
  if (command !== undefined) {
    const text = name ?? command;
    return commands.has(text) ? { token: { type: 'command', text }, length: command.length } : undefined;
  }
  const forms = [['word', wordForm] as const, ['letter', letterForm] as const, ['mark', markForm] as const];
  for (const [type, form] of forms) {
    const text = form.exec(rest)?.[0];
    if (text !== undefined) return { token: { type, text }, length: text.length };
  }
  return undefined;
}

function numberToken(digits: string, percent: string | undefined): LatexToken {
  const [whole = '', part = ''] = digits.replaceAll(',', '').split('.');
  const bottom = 10n ** BigInt(part.length) * (percent === undefined ? 1n : 100n);
  return { type: 'number', ...rational(BigInt(whole + part), bottom) };
}
