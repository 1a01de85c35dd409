/**
 * The numbers that LaTeX can say, as latex2sympy2 1.9 (OrangeX4) reads them, which MATH-Vision's and EMMA's scorers use.
 * Quirks: it stops without complaint where an expression ends, so `5.so` and `5)` are 5, but not at characters that it does
 * not know, so `5?` is nothing; things side by side are multiplied, so `1\frac{1}{2}` is 1/2 and `5.3.2` is 5.3 · .2;
 * powers associate to the left; a colon divides; `\frac12` and `\sqrt2` want braces. Equations are nothing.
 */
import { delimiters, endsFactor, functions, letterNames, styles } from './latex-commands.ts';
import { looksAt, type Reader, takes, textOf } from './latex-reader.ts';
import { latexTokens } from './latex-tokens.ts';
import {
  type Comparison,
  divided,
  type LatexTree,
  multiplied,
  multipliedAll,
  negated,
  summed,
} from './latex-tree.ts';

type Result = LatexTree | undefined;

/** Undefined if it begins with none, or what follows is a list, an equation or unreadable. */
export function parseLatexNumber(latex: string): Result {
  const reader: Reader = { tokens: latexTokens(latex), at: 0 };
  const expression = comparison(reader);
  const next = reader.tokens[reader.at];
  const goesOn = next?.type === 'mark' && /[,;|]/.test(next.text);
  return goesOn || next?.type === 'unreadable' ? undefined : expression;
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ...['<', 'lt'].map((sign) => [sign, '<'] as const),
  ...['le', 'leq', 'leqslant'].map((sign) => [sign, '<='] as const),
  ...['>', 'gt'].map((sign) => [sign, '>'] as const),
  ...['ge', 'geq', 'geqslant'].map((sign) => [sign, '>='] as const),
]);
const relations = ['=', '==', '!=', 'equiv', 'ne', 'neq', 'in', ...comparisons.keys()];

function comparison(reader: Reader): Result {
  let left = sum(reader);
  while (left !== undefined) {
    const relation = takes(reader, ...relations);
    if (relation === undefined) return left;
    const right = sum(reader);
    const sign = comparisons.get(relation);
    left = right && sign && { type: 'comparison', sign, left, right };
  }
  return undefined;
}

function sum(reader: Reader): Result {
  let left = product(reader, startsFactor);
  while (left !== undefined) {
    const sign = takes(reader, '+', '-');
    if (sign === undefined) return left;
    const right = product(reader, startsFactor);
    left = right && summed(left, sign === '+' ? right : negated(right));
  }
  return undefined;
}

/** Whether what comes next is multiplied with what stands before it. */
type Continues = (reader: Reader) => boolean;

function product(reader: Reader, continues: Continues): Result {
  let left = signed(reader, continues);
  while (left !== undefined) {
    const sign = takes(reader, '*', 'times', 'cdot', '/', 'div', 'over', ':', 'mod');
    if (sign === undefined) return left;
    const right = signed(reader, continues);
    if (right === undefined || sign === 'mod') return undefined;
    left = /^[/:do]/.test(sign) ? divided(left, right) : multiplied(left, right);
  }
  return undefined;
}

function signed(reader: Reader, continues: Continues): Result {
  const sign = takes(reader, '+', '-');
  if (sign === undefined) return sideBySide(reader, continues);
  const of = signed(reader, continues);
  return of && sign === '-' ? negated(of) : of;
}

function sideBySide(reader: Reader, continues: Continues): Result {
  const factors: LatexTree[] = [];
  do {
    const one = factor(reader);
    if (one === undefined) return undefined;
    factors.push(one);
  } while (continues(reader));
  return multipliedAll(factors);
}

function startsFactor({ tokens, at }: Reader): boolean {
  const token = tokens[at];
  if (token === undefined || token.type === 'word') return false;
  if (token.type === 'mark') return delimiters.has(token.text) && token.text !== '|';
  return token.type !== 'command' || !endsFactor.has(token.text);
}

/** The argument of a function without parentheses ends at the next function. */
function startsPlainFactor(reader: Reader): boolean {
  const token = reader.tokens[reader.at];
  const isFunction = token?.type === 'command' && (functions.has(token.text) || token.text === 'sqrt');
  return startsFactor(reader) && !isFunction && !(token?.type === 'letter' && token.text === 'e');
}

/** A power, then factorials; a prime is a transposition, which does nothing to a number. */
function factor(reader: Reader): Result {
  let of = atom(reader);
  while (of !== undefined && takes(reader, '^') !== undefined) {
    const exponent = script(reader);
    of = exponent && { type: 'power', base: of, exponent };
  }
  while (of !== undefined) {
    const mark = takes(reader, '!', "'");
    if (mark === undefined) return of;
    if (mark === '!') of = { type: 'call', name: 'factorial', of: [of] };
  }
  return undefined;
}

/** What is raised or lowered: one number or letter, or braces, so `2^{-1}` but not `2^-1`. */
function script(reader: Reader): Result {
  const token = reader.tokens[reader.at];
  const isOne = token?.type === 'number' || token?.type === 'letter';
  const isName = token?.type === 'command' && letterNames.has(token.text);
  return isOne || isName || looksAt(reader, '{') ? atom(reader) : undefined;
}

function atom(reader: Reader): Result {
  const token = reader.tokens[reader.at];
  if (token === undefined || token.type === 'unreadable' || token.type === 'word') return undefined;
  reader.at++;
  if (token.type === 'number') return token;
  if (token.type === 'letter') return token.text === 'e' ? exponential(reader) : named(token.text, reader);
  return token.type === 'mark' ? delimited(token.text, '', reader) : commanded(token.text, reader);
}

function exponential(reader: Reader): Result {
  if (takes(reader, '^') === undefined) return { type: 'name', name: 'e' };
  const of = script(reader);
  return of && raisedE(of);
}

/** Sympy writes e¹ as a name, which is not one of Python's. */
function raisedE(exponent: LatexTree): LatexTree {
  if (exponent.type === 'number' && exponent.top === 0n) return { ...exponent, top: 1n };
  const isOne = exponent.type === 'number' && exponent.top === exponent.bottom;
  return isOne ? { type: 'name', name: 'e' } : { type: 'call', name: 'exp', of: [exponent] };
}

/** An index belongs to the name. */
function named(name: string, reader: Reader): Result {
  const from = reader.at;
  if (takes(reader, '_') !== undefined && script(reader) === undefined) return undefined;
  return { type: 'name', name: [name, ...reader.tokens.slice(from, reader.at).map(textOf)].join('') };
}

function commanded(command: string, reader: Reader): Result {
  if (letterNames.has(command)) return named(command, reader);
  if (command === 'frac' || command === 'binom') {
    const [left, right] = [braced(reader), braced(reader)];
    if (left === undefined || right === undefined) return undefined;
    return command === 'frac' ? divided(left, right) : { type: 'call', name: 'binomial', of: [left, right] };
  }
  if (command === 'sqrt') {
    const index = looksAt(reader, '[') ? atom(reader) : undefined;
    const of = braced(reader);
    return of && { type: 'call', name: 'root', of: index ? [of, index] : [of] };
  }
  if (styles.has(command)) return braced(reader) && { type: 'name', name: command };
  if (functions.has(command)) return called(command, reader);
  return command === 'left' ? afterLeft(reader) : delimited(command, '', reader);
}

function braced(reader: Reader): Result {
  return looksAt(reader, '{') ? atom(reader) : undefined;
}

function afterLeft(reader: Reader): Result {
  const token = reader.tokens[reader.at++];
  const opened = token?.type === 'mark' || token?.type === 'command' ? token.text : '';
  return delimited(opened, 'right', reader);
}

/** What stands between two delimiters; `before` is a command that must precede the second. */
function delimited(opened: string, before: '' | 'right', reader: Reader): Result {
  const delimiter = delimiters.get(opened);
  const of = delimiter && sum(reader);
  if (delimiter === undefined || of === undefined) return undefined;
  if (opened === '{' && takes(reader, 'choose') !== undefined) return chosen(of, reader);
  if (before !== '' && takes(reader, before) === undefined) return undefined;
  if (takes(reader, delimiter.closes) === undefined) return undefined;
  return delimiter.means === undefined ? of : { type: 'call', name: delimiter.means, of: [of] };
}

function chosen(from: LatexTree, reader: Reader): Result {
  const count = sum(reader);
  if (takes(reader, '}') === undefined) return undefined;
  return count && { type: 'call', name: 'binomial', of: [from, count] };
}

/** `\sin(30)`, `\sin^2 30`, `\log_2 8`; without parentheses the argument is a whole product. */
function called(name: string, reader: Reader): Result {
  const base = takes(reader, '_') === undefined ? undefined : script(reader);
  const exponent = takes(reader, '^') === undefined ? undefined : script(reader);
  const of = looksAt(reader, '(') ? atom(reader) : product(reader, startsPlainFactor);
  if (of === undefined) return undefined;
  const isInverse = exponent?.type === 'number' && exponent.top === -exponent.bottom;
  if (isInverse && functions.has(`arc${name}`)) return { type: 'call', name: `arc${name}`, of: [of] };
  const plain: LatexTree = { type: 'call', name, of: base ? [of, base] : [of] };
  const value = name === 'exp' ? raisedE(of) : plain;
  return exponent ? { type: 'power', base: value, exponent } : value;
}
