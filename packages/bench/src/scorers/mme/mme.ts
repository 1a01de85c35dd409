/**
 * MME. BradyFU/Awesome-Multimodal-Large-Language-Models @ 1c1d69e, tools/eval_tool.zip: calculation.py.
 *
 * In lower case, the whole answer or else its first four characters contain "yes", or else "no". A picture has two
 * questions; a task scores 100 × the share of right answers plus 100 × the share of pictures with both right.
 *
 * Quirks: "not", "none" and "I no" begin with a no, "the answer is yes" is neither. Pairs are consecutive questions.
 */

import type { Scorer } from '../scorer.ts';
import { markYesNo, type YesNo, type YesNoProblem } from '../yes-no.ts';

const PREFIX_LENGTH = 4;

export const mme: Scorer<YesNoProblem> = {
  name: 'mme',
  version: '1c1d69e',
  mark: (response, { answer }) => markYesNo(read(response.toLowerCase()), 'first characters', answer),
};

function read(lowered: string): YesNo | undefined {
  const start = [...lowered].slice(0, PREFIX_LENGTH).join('');
  if (start.includes('yes')) return 'yes';
  return start.includes('no') ? 'no' : undefined;
}

export const MME_TASKS = {
  perception: [
    ...['existence', 'count', 'position', 'color', 'posters'],
    ...['celebrity', 'scene', 'landmark', 'artwork', 'OCR'],
  ],
  cognition: ['commonsense_reasoning', 'numerical_calculation', 'text_translation', 'code_reasoning'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Shares, 0 to 1, of a task. */
export interface MmeAccuracy {
  readonly accuracy: number;
  /** Of pictures with both questions right. */
  readonly accuracyPlus: number;
}

/** Of the questions of one task in order, two for each picture. */
export function mmeAccuracy(areCorrect: readonly boolean[]): MmeAccuracy {
  if (areCorrect.length % 2 !== 0) throw new RangeError(`${areCorrect.length} questions do not make pairs`);
  const both = areCorrect.filter(
    (isCorrect, index) => index % 2 === 0 && isCorrect && areCorrect[index + 1]!,
  );
  return {
    accuracy: areCorrect.filter(Boolean).length / areCorrect.length,
    accuracyPlus: both.length / (areCorrect.length / 2),
  };
}

/** Up to 200. */
export function mmeTaskScore({ accuracy, accuracyPlus }: MmeAccuracy): number {
  return 100 * accuracy + 100 * accuracyPlus;
}

/** Perception up to 2000, cognition up to 800; the total that most tables give is their sum. */
export function mmeScores(taskScores: Readonly<Record<string, number>>): {
  readonly perception: number;
  readonly cognition: number;
  readonly total: number;
} {
  const sum = (tasks: readonly string[]) => tasks.reduce((total, task) => total + (taskScores[task] ?? 0), 0);
  const perception = sum(MME_TASKS.perception);
  const cognition = sum(MME_TASKS.cognition);
  return { perception, cognition, total: perception + cognition };
}
