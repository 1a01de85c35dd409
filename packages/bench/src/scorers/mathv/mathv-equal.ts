/**
 * Whether MATH-Vision takes two answers for the same: mathllm/MATH-V @a1f5cc3, `evaluation/utils.py: is_equal, eval_tuple`.
 * Equal but for case and blanks around; or equal as tuples whose elements are computed and rounded to 2 decimals; or equal
 * as numbers, likewise. So 1/55 is right for 1/60, 2.00 for 199/100, and `1:2` for 0.5.
 *
 * A quirk of the reference is left out: `x = 5` is 5 there until some answer in the same run has a `d` before a letter, from
 * when on it is nothing. Here equations never are numbers.
 */
import { parseLatexNumber } from '../latex-number/latex-parser.ts';
import { asPrinted } from '../latex-number/latex-printed.ts';
import { latexValue, printedPython } from '../latex-number/latex-value.ts';
import { type PythonNumber, same } from '../latex-number/python-value.ts';
import { floatText } from '../python/float.ts';
import { roundToDigits } from '../python/round.ts';
import { strip } from '../python/text.ts';
import { unlessTooDeep } from '../too-deep.ts';

const decimals = 2;

export function mathVisionEqual(gold: string, given: string): boolean {
  const [target, answer] = [gold.toLowerCase(), given.toLowerCase()];
  if (isBlank(target) || isBlank(answer)) return false;
  if (strip(target) === strip(answer)) return true;
  const [targets, answers] = [computedTuple(target), computedTuple(answer)];
  if (targets === answers) return true;
  const [expected, value] = [roundedValue(targets), roundedValue(answers)];
  return expected !== undefined && value !== undefined && same(expected, value);
}

function isBlank(text: string): boolean {
  return text.replaceAll(' ', '') === '';
}

/** `(1/2,3)` is `(0.5,3)`. An element that cannot be computed leaves the whole text as it was; infinity may stay. */
function computedTuple(text: string): string {
  const brackets = /^\(.*\)$|^\[.*\]$/s.test(text);
  const elements = text.slice(1, -1).split(',');
  if (!brackets || elements.length < 2) return text;
  const computed = elements.map((element) => {
    if (element.includes('infty') || element === 'a' || element === '-a') return element;
    const value = roundedValue(element);
    return typeof value === 'number' ? floatText(value) : value?.toString();
  });
  return computed.includes(undefined) ? text : `${text[0]}${computed.join(',')}${text.at(-1)}`;
}

function roundedValue(latex: string): PythonNumber | undefined {
  return unlessTooDeep(undefined, () => {
    const tree = parseLatexNumber(latex);
    const value = tree && latexValue(asPrinted(tree), printedPython);
    return typeof value === 'number' ? roundToDigits(value, decimals) : value;
  });
}
