/**
 * GSM8K, openai/grade-school-math @3101c7d, `grade_school_math/dataset.py: extract_answer, is_correct`: the number after
 * the first `#### `, commas dropped, must be the target as a *string*: `18.0` is not `18`, `18.` is not `18`.
 *
 * The solutions which the authors published with marks say `A: ` where the questions' own say `#### `; for these there is
 * `gsm8k.a`, which reads that marker and is the same otherwise.
 */
import type { Scorer } from '../scorer.ts';

export interface Gsm8kProblem {
  /** The number alone, as `gsm8kTarget` reads it out of a question's solution. */
  readonly target: string;
}

const afterHashes = /#### (-?[0-9.,]+)/;
const afterLetter = /A: (-?[0-9.,]+)/;

export const gsm8k: Scorer<Gsm8kProblem> = scorerReading(afterHashes, 'gsm8k', '####');
export const gsm8kA: Scorer<Gsm8kProblem> = scorerReading(afterLetter, 'gsm8k.a', 'A:');

/** The target of a question, out of the `answer` column of the data set. */
export function gsm8kTarget(solution: string): string | undefined {
  return numberAfter(afterHashes, solution);
}

function scorerReading(marker: RegExp, name: string, rule: string): Scorer<Gsm8kProblem> {
  return {
    name,
    version: '3101c7d',
    mark(response, { target }) {
      const read = numberAfter(marker, response);
      return { value: read === target ? 1 : 0, read, rule: read === undefined ? 'none' : rule };
    },
  };
}

function numberAfter(marker: RegExp, text: string): string | undefined {
  return marker.exec(text)?.[1]?.replaceAll(',', '');
}
