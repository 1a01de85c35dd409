/**
 * The normalisation of Qwen2.5-Math's evaluation as Speculative Thinking @98310f3 carries it, `utils/qwen_math_parser.py:
 * strip_answer_string`. MATH's, with number words, intervals, matrices and units added.
 *
 * Quirks: a text with number words in it *becomes* the number (`one half` is 1); `2,000` is a list of two numbers, which are
 * put in order, so it becomes `0,2`; `and` disappears from words too; j is i where there is no i.
 */
import { pattern } from '../python/pattern.ts';
import { length, strip, stripEnd } from '../python/text.ts';
import { bracedFractions } from './latex-fixes.ts';
import { numberInWords } from './number-words.ts';

export function qwenStripped(answer: string): string {
  const words = withoutMarkup(withoutUnits(withoutCommands(strip(answer))));
  const plain = pointsTidied(asNumber(words));
  if (plain === '') return plain;
  const value = withoutName(plain.startsWith('.') ? `0${plain}` : plain);
  const rooted = value.replace(root, String.raw`\sqrt{$1}`).replaceAll(' ', '');
  const fractions = slashAsFraction(bracedFractions(rooted));
  return inOrder(fractions.replace(strayBackslash, '').replace(/thgrade$/, ''));
}

type Replacement = readonly [RegExp | string, string];

function replaced(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}

const commands: readonly Replacement[] = [
  [String.raw`\!`, ''],
  [pattern(String.raw`\\begin\{array\}\{.*?\}`, 'g'), String.raw`\begin{pmatrix}`],
  [String.raw`\end{array}`, String.raw`\end{pmatrix}`],
  ['bmatrix', 'pmatrix'],
  ['tfrac', 'frac'],
  ['dfrac', 'frac'],
  [String.raw`\neq`, String.raw`\ne`],
  [String.raw`\leq`, String.raw`\le`],
  [String.raw`\geq`, String.raw`\ge`],
  [String.raw`\left`, ''],
  [String.raw`\right`, ''],
  [String.raw`\{`, '{'],
  [String.raw`\}`, '}'],
];

function withoutCommands(text: string): string {
  const oneLine = stripEnd(text.replaceAll('\n', ''), '.');
  return replaced(oneLine, commands)
    .replace(/\\text\{([a-zA-Z]+)\}/g, (whole, word: string) => numberInWords(word) ?? whole)
    .replace(/(cm|inches)\}\^2/g, '$1}');
}

const finalText = pattern(String.raw`\\text\{.*?\}$`);

/** A text at the end is a unit, unless it is all there is. */
function withoutUnits(text: string): string {
  const bare = strip(text.replace(finalText, ''));
  return bare === '' ? text : bare;
}

const markup: readonly Replacement[] = [
  [String.raw`^{\circ}`, ''],
  [String.raw`^\circ`, ''],
  [String.raw`\$`, ''],
  ['$', ''],
  [String.raw`\(`, ''],
  [String.raw`\)`, ''],
];

function withoutMarkup(text: string): string {
  return replaced(text, markup);
}

const names = ['x=', 'y=', 'z=', 'x\\in', 'y\\in', 'z\\in', 'x\\to', 'y\\to', 'z\\to'];
const signs: readonly Replacement[] = [
  [pattern(String.raw`\\text\{(.*?)\}`, 'g'), '$1'],
  ...names.map((name) => [name, ''] as const),
  [String.raw`\emptyset`, '{}'],
  [String.raw`(-\infty,\infty)`, String.raw`\mathbb{R}`],
  [String.raw`\%`, ''],
  ['%', ''],
  [' .', ' 0.'],
  ['{.', '{0.'],
  ['infinity', String.raw`\infty`],
];
const afterInfinity: readonly Replacement[] = [
  ['and', ''],
  [String.raw`\mathbf`, ''],
  [pattern(String.raw`\\mbox\{.*?\}`, 'g'), ''],
];

function asNumber(text: string): string {
  const plain = replaced(numberInWords(text) ?? text, signs);
  const infinite = plain.includes('\\infty') ? plain : plain.replaceAll('inf', '\\infty');
  const bare = replaced(infinite, afterInfinity);
  return bare.includes('j') && !bare.includes('i') ? bare.replaceAll('j', 'i') : bare;
}

const pointBeforeMore = pattern(String.raw`(\d+)\.0*([^\d])`, 'g');
const pointAtEnd = pattern(String.raw`(\d+)\.0*$`, 'g');

/** `5.000` is `5`. */
function pointsTidied(text: string): string {
  return text.replace(pointBeforeMore, '$1$2').replace(pointAtEnd, '$1');
}

function withoutName(text: string): string {
  const [name, value, ...more] = text.split('=');
  return value !== undefined && more.length === 0 && length(name!) <= 2 ? value : text;
}

const root = pattern(String.raw`\\sqrt(\w+)`, 'g');
const strayBackslash = pattern(String.raw`\\(?=-?\d+(\\|\)|,|\]|$))`, 'g');
const wholeNumber = /^(?:0|-?[1-9][0-9]*)$/;

/** Each side is a number as Python writes it, or has a root in it. */
function slashAsFraction(text: string): string {
  const sides = text.split('/');
  const isFraction =
    sides.length === 2 && sides.every((side) => wholeNumber.test(side) || side.includes('sqrt'));
  return isFraction ? `\\frac{${sides[0]}}{${sides[1]}}` : text;
}

const wholeNumbers = pattern(String.raw`^(\s*-?\d+\s*,)+\s*-?\d+\s*$`);

function inOrder(text: string): string {
  if (!wholeNumbers.test(text)) return text;
  const numbers = text.split(',').map((number) => BigInt(strip(number)));
  return numbers.sort((one, other) => (one < other ? -1 : Number(one > other))).join(',');
}
