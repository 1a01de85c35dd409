/**
 * The grader that ProxyThinker calls: MathRuler @14dadeb, `grader.py: grade_answer`, which is prm800k's @7ecc794. Equal if
 * MATH's normalisation says so, or this grader's own does, or, element by element of a tuple, sympy simplifies the
 * difference to 0.
 *
 * Quirks: units and percent signs do not count; two fractions must be equal as they stand (2/4 is not 1/2) and a whole
 * number is only equal to a whole number; what has more than two letters, `^{`, `^(` or a power of two digits is never
 * computed. The roles are not symmetric: an empty answer is wrong, an empty gold is not.
 */
import { pattern } from '../python/pattern.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';
import { unlessTooDeep } from '../too-deep.ts';
import { parseAlgebra } from './algebra.ts';
import { sameAlgebra } from './algebra-equal.ts';
import { lastClosedBoxed } from './boxed.ts';
import { strippedLatex } from './hendrycks-string.ts';
import type { MathProblem } from './math-problem.ts';
import { isWhole, normalised, withoutTextAlone, withoutThousandsCommas } from './mathruler-text.ts';

export const mathMathRuler: Scorer<MathProblem> = {
  name: 'math.mathruler',
  version: '14dadeb',
  mark(response, { answer }) {
    const read = lastClosedBoxed(response);
    // Graded as the word None, which can be right.
    const value = gradeAnswer(read ?? 'None', answer) ? 1 : 0;
    return { value, read, rule: read === undefined ? 'none' : 'boxed' };
  },
};

export function gradeAnswer(given: string, gold: string): boolean {
  if (asInMath(given) === asInMath(gold)) return true;
  const [answer, target] = [normalised(given), normalised(gold)];
  if (answer === target) return true;
  if (answer === '') return false;
  const [elements, targets] = [elementsOf(answer), elementsOf(target)];
  if (targets.length > 1 && (target[0] !== answer[0] || target.at(-1) !== answer.at(-1))) return false;
  if (targets.length !== elements.length) return false;
  return targets.every((element, at) => sameElement(elements[at]!, element));
}

/** On failure the answer stays as it is. */
function asInMath(answer: string): string {
  const text = strip(withoutTextAlone(strip(answer)));
  return strippedLatex(text) ?? text;
}

const fraction = pattern('^-?[0-9]+.?/0*[1-9][0-9]*.?$');

function sameElement(given: string, gold: string): boolean {
  if (fraction.test(given) && fraction.test(gold)) return given === gold;
  if (isWhole(given) !== isWhole(gold)) return false;
  if (!isComputed(`(${gold})-(${given})`)) return false;
  return unlessTooDeep(false, () => {
    const [one, other] = [parseAlgebra(gold), parseAlgebra(given)];
    return one !== undefined && other !== undefined && sameAlgebra(one, other);
  });
}

const mostLetters = 2;
const letter = /\p{L}/gu;
const tooHard = /\^[{(]|\^[0-9]+\^|\^[0-9][0-9]/;

function isComputed(difference: string): boolean {
  const letters = new Set(difference.replaceAll('sqrt', '').replaceAll('frac', '').match(letter));
  return letters.size <= mostLetters && !tooHard.test(difference);
}

const brackets = /[()[\]]/;

/** The elements of `(1,2]` and the like, if there are no brackets inside; else the whole text. */
function elementsOf(text: string): string[] {
  const plain = withoutThousandsCommas(text);
  if (plain === '') return [];
  const inside = plain.slice(1, -1);
  const isTuple = plain.length > 2 && brackets.test(plain[0]!) && brackets.test(plain.at(-1)!);
  return isTuple && !brackets.test(inside) ? inside.split(',').map((element) => strip(element)) : [plain];
}
