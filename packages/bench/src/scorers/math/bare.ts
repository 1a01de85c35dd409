/**
 * The three equalities of mathematical answers on answers that were read out of a response before, such as by another
 * harness: no box is sought.
 */
import type { Scorer } from '../scorer.ts';
import { hendrycksEqual, mathHendrycks } from './hendrycks.ts';
import type { MathProblem } from './math-problem.ts';
import { gradeAnswer, mathMathRuler } from './mathruler.ts';
import { mathQwen, qwenEqual } from './qwen.ts';
import { qwenStripped } from './qwen-string.ts';

export const mathHendrycksBare = bare(mathHendrycks, hendrycksEqual);
export const mathMathRulerBare = bare(mathMathRuler, gradeAnswer);
export const mathQwenBare = bare(mathQwen, (given, gold) =>
  qwenEqual(qwenStripped(given), qwenStripped(gold)),
);

function bare(
  { name, version }: Scorer<MathProblem>,
  isEqual: (given: string, gold: string) => boolean,
): Scorer<MathProblem> {
  return {
    name: `${name}.bare`,
    version,
    mark: (given, { answer }) => ({
      value: isEqual(given, answer) ? 1 : 0,
      read: given,
      rule: 'whole answer',
    }),
  };
}
