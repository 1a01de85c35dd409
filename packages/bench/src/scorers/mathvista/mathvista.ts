/**
 * MathVista. lupantech/MathVista @ 53d5258, evaluation/calculate_score.py (CC BY-SA 4.0 with its data).
 *
 * Marks an answer that has already been extracted, by a language model or a shortcut (shortcut.ts). Choice: the first
 * letter in brackets or the bare letter names an option, otherwise the option nearest by Levenshtein distance is taken.
 * Integer: cut towards zero. Float: rounded to the question's digits. Then the texts have to be equal.
 *
 * Quirks: a choice is never unread, an empty answer picks the shortest option. Numbers compare as Python writes them:
 * "1.0" is right for a float of one digit, "1" would not be but is written so first. Units are never looked at. The stored
 * results were mostly made before integers went through `float`, so that "5.0" was unread: `prerelease-int`.
 */

import { lettersOf } from '../choices.ts';
import { editDistance } from '../edit-distance.ts';
import { floatText, parseFloatLiteral } from '../python/float.ts';
import { parseInteger, truncate } from '../python/integer.ts';
import { roundToDigits } from '../python/round.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';

export interface MathVistaProblem {
  readonly questionType: 'multi_choice' | 'free_form';
  readonly answerType: 'text' | 'integer' | 'float' | 'list';
  /** Empty for a question in free form. */
  readonly choices: readonly string[];
  /** How many digits a float is rounded to. */
  readonly precision?: number | undefined;
  /** The text of the right option, or the number as text. */
  readonly answer: string;
}

interface Normalised {
  readonly prediction: string | undefined;
  readonly rule: string;
}

const BRACKETED_LETTER = /\(([a-zA-Z])\)/;

export const mathVista = scorer('53d5258', (text) => {
  const value = parseFloatLiteral(text);
  return value === undefined ? undefined : truncate(value);
});

/** The rule behind most of the stored results. */
export const mathVistaPrereleaseInt = scorer('prerelease-int', parseInteger);

function scorer(version: string, integerOf: (text: string) => bigint | undefined): Scorer<MathVistaProblem> {
  return {
    name: 'mathvista',
    version,
    mark(extraction, problem) {
      const { prediction, rule } = normalise(extraction, problem, integerOf);
      if (prediction === undefined) return { value: 0, read: undefined, rule: 'none' };
      return { value: prediction === problem.answer ? 1 : 0, read: prediction, rule };
    },
  };
}

function normalise(
  extraction: string,
  { questionType, answerType, choices, precision }: MathVistaProblem,
  integerOf: (text: string) => bigint | undefined,
): Normalised {
  if (questionType === 'multi_choice') return chosen(strip(extraction), choices);
  if (answerType === 'integer') return { prediction: integerOf(extraction)?.toString(), rule: 'integer' };
  if (answerType === 'float') return { prediction: rounded(extraction, precision), rule: 'float' };
  return { prediction: extraction, rule: 'text' };
}

function chosen(extraction: string, choices: readonly string[]): Normalised {
  const wanted = BRACKETED_LETTER.exec(extraction)?.[1]?.toUpperCase() ?? extraction;
  const place = lettersOf(choices).indexOf(wanted);
  if (place >= 0) return { prediction: choices[place], rule: 'option letter' };
  const distances = choices.map((choice) => editDistance(wanted, choice));
  return { prediction: choices[distances.indexOf(Math.min(...distances))], rule: 'nearest option' };
}

function rounded(extraction: string, precision: number | undefined): string | undefined {
  const value = parseFloatLiteral(extraction);
  if (value === undefined || precision === undefined) return undefined;
  return floatText(roundToDigits(value, Math.trunc(precision)));
}
