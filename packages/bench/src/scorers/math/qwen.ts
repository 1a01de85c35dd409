/**
 * Qwen2.5-Math's equality, which Speculative Thinking @98310f3 uses, `utils/qwen_math_parser.py: math_equal`, after the
 * normalisation in qwen-string.ts. Equal but for case; or as a letter; or as numbers to within 1 in 10,000, *also a hundred
 * times as much or as little*; or without brackets; or part by part of a tuple or matrix; or as equations; or as expressions.
 *
 * The original has sympy read expressions in several ways, of which it takes whatever works. Here they are read as LaTeX, in
 * which each letter is a variable.
 */
import { parseLatexNumber } from '../latex-number/latex-parser.ts';
import { latexValue, sympyFloat } from '../latex-number/latex-value.ts';
import { parseFloatLiteral } from '../python/float.ts';
import { pattern } from '../python/pattern.ts';
import { strip, stripEnd } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';
import { unlessTooDeep } from '../too-deep.ts';
import { sameAlgebra } from './algebra-equal.ts';
import { lastBoxed } from './boxed.ts';
import { latexAlgebra } from './latex-algebra.ts';
import type { MathProblem } from './math-problem.ts';
import { qwenStripped } from './qwen-string.ts';

export const mathQwen: Scorer<MathProblem> = {
  name: 'math.qwen',
  version: '98310f3',
  mark(response, { answer }) {
    const box = lastBoxed(response);
    if (box === undefined) return { value: 0, read: undefined, rule: 'none' };
    const read = qwenStripped(box);
    return { value: qwenEqual(read, qwenStripped(answer)) ? 1 : 0, read, rule: 'boxed' };
  },
};

export function qwenEqual(given: string, gold: string): boolean {
  if (strip(given.toLowerCase()) === strip(gold.toLowerCase())) return true;
  if (/^[A-E]$/.test(gold) && letterIn(given) === gold) return true;
  const [number, target] = [numberIn(given), numberIn(gold)];
  if (number !== undefined && target !== undefined) {
    return [target / 100, target, target * 100].some((one) => isClose(one, number));
  }
  if (given === '') return false;
  const [answer, wanted] = [strip(given), strip(gold)];
  if (sameWithoutBrackets(answer, wanted)) return true;
  return sameParts(answer, wanted) || sameMatrix(answer, wanted) || sameEquation(answer, wanted);
}

const letter = pattern(String.raw`\b(A|B|C|D|E)\b`, 'g');

function letterIn(text: string): string | undefined {
  return text.toUpperCase().match(letter)?.at(-1);
}

/** Thousands commas do not count; what ends in a percent sign is divided by 100. */
function numberIn(text: string): number | undefined {
  const plain = text.replaceAll(',', '');
  const number = parseFloatLiteral(plain);
  if (number !== undefined || !plain.endsWith('%')) return number;
  const share = parseFloatLiteral(plain.slice(0, -1).replace(/\\$/, ''));
  return share === undefined ? undefined : share / 100;
}

const tolerance = 1e-4;

/** `math.isclose`: relative to the larger one. */
function isClose(one: number, other: number): boolean {
  if (!Number.isFinite(one) || !Number.isFinite(other)) return one === other;
  return Math.abs(one - other) <= tolerance * Math.max(Math.abs(one), Math.abs(other));
}

/** Braces and parentheses never count; square brackets at the ends do unless the given answer stands in brackets. */
function sameWithoutBrackets(given: string, gold: string): boolean {
  const inSquare = /^\[.*\]$/s.test(given) && !gold.startsWith('(');
  const inRound = /^\(.*\)$/s.test(given) && !gold.startsWith('[');
  const bare = (text: string) => (inSquare || inRound ? text.replace(/^[[\]()]+|[[\]()]+$/g, '') : text);
  const plain = (text: string) =>
    bare(text)
      .replace(/[{}()]/g, '')
      .toLowerCase();
  return plain(given) === plain(gold);
}

const tuple = pattern(String.raw`^(\(|\[).+(\)|\])`);

function sameParts(given: string, gold: string): boolean {
  if (!tuple.test(given) || !tuple.test(gold)) return false;
  return allEqual(given.slice(1, -1).split(','), gold.slice(1, -1).split(','));
}

function allEqual(given: readonly string[], gold: readonly string[]): boolean {
  return given.length === gold.length && given.every((part, at) => qwenEqual(part, gold[at]!));
}

const matrix = /^\\begin\{[pb]matrix\}(.*)\\end\{[pb]matrix\}$/s;

function sameMatrix(given: string, gold: string): boolean {
  const [rows, targets] = [rowsOf(given), rowsOf(gold)];
  if (rows === undefined || targets === undefined || rows.length !== targets.length) return false;
  return rows.every((row, at) => allEqual(row.split('&'), targets[at]!.split('&')));
}

function rowsOf(text: string): string[] | undefined {
  const rows = matrix.exec(text)?.[1]?.split('\\\\');
  return rows?.map((row) => strip(row)).filter((row) => row !== '');
}

/** Two equations, or one with a short left side against none, or none at all. */
function sameEquation(given: string, gold: string): boolean {
  const [sides, targets] = [sidesOf(given), sidesOf(gold)];
  if (sides && targets) {
    const [one, other] = [difference(sides), difference(targets)];
    if (sameExpression(one, other) || sameExpression(`-(${one})`, other)) return true;
  } else if (sides && isName(sides.left) && !gold.includes('=')) {
    if (qwenEqual(sides.right, gold)) return true;
  } else if (targets && isName(targets.left) && !given.includes('=')) {
    if (qwenEqual(given, targets.right)) return true;
  }
  return sameExpression(given, gold);
}

interface Sides {
  readonly left: string;
  readonly right: string;
}

/** Of an equation with one equals sign. */
function sidesOf(text: string): Sides | undefined {
  const [left, right, ...more] = text.split('=');
  return left === undefined || right === undefined || more.length > 0 ? undefined : { left, right };
}

function isName(left: string): boolean {
  return strip(left).length <= 2;
}

function difference({ left, right }: Sides): string {
  return `${strip(left)} - (${strip(right)})`;
}

function sameExpression(given: string, gold: string): boolean {
  return unlessTooDeep(false, () => isSameExpression(given, gold));
}

function isSameExpression(given: string, gold: string): boolean {
  const [one, other] = [parseLatexNumber(stripEnd(given, ' ')), parseLatexNumber(gold)];
  if (one === undefined || other === undefined) return false;
  const [value, target] = [latexValue(one, sympyFloat), latexValue(other, sympyFloat)];
  if (value !== undefined && target !== undefined) return isClose(Number(value), Number(target));
  const [left, right] = [latexAlgebra(one), latexAlgebra(other)];
  return left !== undefined && right !== undefined && sameAlgebra(left, right);
}
