/**
 * BLINK. zeyofu/BLINK_Benchmark @ 2d6a779, eval/evaluate.py (Apache-2.0).
 *
 * An answer is right if it is the option letter in brackets, "(B)", and nothing else. The published results had a language
 * model (GPT-3.5) turn each answer into that form first, "(Z)" where it found none. The total is the mean over the fourteen
 * tasks.
 *
 * Quirks: nothing is forgiven, "(B) the third image" is wrong. A missing answer is wrong.
 */

import type { Scorer } from '../scorer.ts';
import { macroMean, type Tally, tally } from '../tally.ts';

export interface BlinkProblem {
  /** The letter in its brackets. */
  readonly answer: string;
}

const FAILED = '(Z)';

export const blinkExact: Scorer<BlinkProblem> = {
  name: 'blink.exact',
  version: '2d6a779',
  mark(response, { answer }) {
    if (response === '' || response.startsWith(FAILED)) return { value: 0, read: undefined, rule: 'none' };
    return { value: response === answer ? 1 : 0, read: response, rule: 'whole answer' };
  },
};

/** The task in a question's id: Multi-view_Reasoning of `val_Multi-view_Reasoning_12`. */
export function blinkTask(id: string): string {
  return id.split('_').slice(1, -1).join('_');
}

export interface BlinkScores {
  readonly tasks: ReadonlyMap<string, Tally>;
  /** The published total: every task weighs the same. */
  readonly macro: number;
}

export function blinkScores(
  results: readonly { readonly id: string; readonly isCorrect: boolean }[],
): BlinkScores {
  const tasks = tally(
    results,
    ({ id }) => [blinkTask(id)],
    ({ isCorrect }) => isCorrect,
  );
  return { tasks, macro: macroMean(tasks.values()) };
}
