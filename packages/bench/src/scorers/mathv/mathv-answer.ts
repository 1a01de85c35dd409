/**
 * What MATH-Vision reads out of a response: mathllm/MATH-V @a1f5cc3, `evaluation/evaluate.py: evaluate` and
 * `evaluation/utils.py: find_math_answer, _strip_string`. A letter at either end, else the number after the last `is `, else
 * what follows `the answer is` and its like, else the last box, else everything; then LaTeX's decoration goes.
 *
 * Quirks: `A.` alone at the end counts after a blank only; everything is in lower case; a box runs to the *last* brace of the
 * response; only what follows the last equals sign stays; `km` and `units` disappear, other units do not.
 */
import { bracedFractions, bracedRoots, slashAsFraction } from '../math/latex-fixes.ts';
import { parseFloatLiteral } from '../python/float.ts';
import { strip, stripEnd, stripStart } from '../python/text.ts';

export interface MathVisionAnswer {
  readonly text: string;
  readonly rule: string;
}

const letters = ['A', 'B', 'C', 'D', 'E'];
const phrases = ['the final answer is', 'the answer is', 'the correct answer is', 'the answer should be'];

export function mathVisionAnswer(response: string): MathVisionAnswer {
  const { text, rule } = found(strip(response));
  const plain = letters
    .map((letter) => letter.toLowerCase())
    .reduce((result, letter) => result.replaceAll(`(${letter})`, letter), withoutLatex(text));
  const bare = plain.replace(/\{([a-e])\}/g, '$1');
  return { text: strip(stripStart(stripEnd(bare, '.'), ':')), rule };
}

function found(response: string): MathVisionAnswer {
  const letter = letters.find((one) => standsAtAnEnd(one, response));
  const text = letter ?? response;
  const number = stripEnd(text.split('is ').at(-1)!, '.');
  if (parseFloatLiteral(number) !== undefined) return { text: number, rule: 'number' };
  const boxes = text.split('oxed{');
  if (boxes.length > 1) return { text: boxes.length > 2 ? `\\boxed{${boxes.at(-1)}` : text, rule: 'boxed' };
  const afterPhrase = phrases.reduce(sentenceAfter, text);
  if (letter !== undefined) return { text: afterPhrase, rule: 'letter' };
  return { text: afterPhrase, rule: afterPhrase === text ? 'whole answer' : 'phrase' };
}

function standsAtAnEnd(letter: string, text: string): boolean {
  const beginnings = [`${letter}\n`, `(${letter})\n`, `(${letter}) ${letter}\n`];
  return (
    text.endsWith(` ${letter}.`) ||
    text.endsWith(` (${letter}).`) ||
    beginnings.some((beginning) => text.startsWith(beginning))
  );
}

/** Up to the end of the sentence or line. */
function sentenceAfter(text: string, phrase: string): string {
  return [phrase, phrase.replace('the', 'The')].reduce((result, words) => {
    if (!result.includes(words)) return strip(result);
    return strip(result.split(words).at(-1)!).split('\n')[0]!.split('. ')[0]!;
  }, text);
}

const decoration: readonly (readonly [string, string])[] = [
  [' ', ''],
  ['\\,', ''],
  ['∞', '\\infty'],
  ['+\\infty', '\\infty'],
  ['\\\\', '\\'],
  ['\n', ''],
  ['\\text', ''],
  ['\\mbox', ''],
  ['bmatrix', 'pmatrix'],
  ['\\left', ''],
  ['\\right', ''],
  ['^{\\circ}', ''],
  ['^\\circ', ''],
  ['{m}^3', ''],
  ['m^3', ''],
  ['{units}', ''],
  ['units', ''],
  ['{km}', ''],
  ['km', ''],
];

function withoutLatex(text: string): string {
  const lowered = text.toLowerCase().replaceAll('{}', '');
  const boxed = /oxed\{([\s\S]*)\}/.exec(lowered)?.[1] ?? lowered;
  const value = untilStrayBrace(boxed).split('=').at(-1)!.split('\\approx').at(-1)!;
  return repaired(decoration.reduce((result, [from, to]) => result.replaceAll(from, to), value));
}

/** A closing brace that none opened ends the answer. */
function untilStrayBrace(text: string): string {
  const [closing, opening] = [text.indexOf('}'), text.indexOf('{')];
  return closing >= 0 && (opening < 0 || closing < opening) ? text.slice(0, closing) : text;
}

/** Like MATH's normalisation. Roots and fractions are given braces only where there is a root. */
function repaired(text: string): string {
  const plain = text
    .replaceAll('\\!', '')
    .replaceAll('\\\\', '\\')
    .replaceAll('tfrac', 'frac')
    .replaceAll('dfrac', 'frac')
    .replaceAll('\\left', '')
    .replaceAll('\\right', '')
    .replaceAll('^{\\circ}', '')
    .replaceAll('^\\circ', '')
    .replaceAll('\\$', '')
    .replaceAll('$', '')
    .split('\\text{ ')[0]!
    .replaceAll('\\%', '')
    .replaceAll('{.', '{0.');
  const number = plain.startsWith('.') ? `0${plain}` : plain;
  const rooted = number.includes('sqrt') ? bracedFractions(bracedRoots(number)) : number;
  return slashAsFraction(rooted === '0.5' ? '\\frac{1}{2}' : rooted);
}
