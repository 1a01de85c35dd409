/**
 * MATH-Vision (Wang et al., 2024), mathllm/MATH-V @a1f5cc3, `evaluation/evaluate.py`: what mathv-answer.ts reads is compared,
 * as mathv-equal.ts does it, with the letter or number of the answer and with the text of the right option.
 */
import type { Scorer } from '../scorer.ts';
import { type Tally, tally } from '../tally.ts';
import { mathVisionAnswer } from './mathv-answer.ts';
import { mathVisionEqual } from './mathv-equal.ts';

export interface MathVisionProblem {
  /** Empty for a question in free form. */
  readonly options: readonly string[];
  /** A letter if there are options. */
  readonly answer: string;
}

export const mathVision: Scorer<MathVisionProblem> = {
  name: 'mathv.official',
  version: 'a1f5cc3',
  mark(response, problem) {
    const { text, rule } = mathVisionAnswer(response);
    const isRight = isMathVisionAnswer(text, problem);
    return {
      value: isRight ? 1 : 0,
      read: text === '' ? undefined : text,
      rule: text === '' ? 'none' : rule,
    };
  },
};

/** Marks an answer that was read out of a response before. */
export function isMathVisionAnswer(answer: string, { options, answer: gold }: MathVisionProblem): boolean {
  const option = options[gold.charCodeAt(0) - 'A'.charCodeAt(0)] ?? '';
  return mathVisionEqual(gold, answer) || mathVisionEqual(option, answer);
}

interface MarkedQuestion {
  readonly level: number;
  readonly subject: string;
  readonly value: number;
}

/** By level, by subject and by both, and all together under `all`. */
export function mathVisionScores(marked: readonly MarkedQuestion[]): ReadonlyMap<string, Tally> {
  return tally(
    marked,
    ({ level, subject }) => ['all', `level ${level}`, subject, `level ${level}, ${subject}`],
    ({ value }) => value === 1,
  );
}
