/**
 * MATH's own equality (Hendrycks et al., 2021), hendrycks/math @985bdc1, `modeling/math_equivalence.py: is_equiv`: equal as
 * strings after normalisation, nothing is computed. So `36.0` is not `36`, `2,000` is not `2000`, and dollar signs count.
 */
import type { Scorer } from '../scorer.ts';
import { lastClosedBoxed } from './boxed.ts';
import { strippedLatex } from './hendrycks-string.ts';
import type { MathProblem } from './math-problem.ts';

export const mathHendrycks: Scorer<MathProblem> = {
  name: 'math.hendrycks',
  version: '985bdc1',
  mark(response, { answer }) {
    const read = lastClosedBoxed(response);
    if (read === undefined) return { value: 0, read, rule: 'none' };
    return { value: hendrycksEqual(read, answer) ? 1 : 0, read, rule: 'boxed' };
  },
};

/** Where normalisation fails on either side, the raw strings are compared. */
export function hendrycksEqual(given: string, gold: string): boolean {
  const [one, other] = [strippedLatex(given), strippedLatex(gold)];
  return one === undefined || other === undefined ? given === gold : one === other;
}
