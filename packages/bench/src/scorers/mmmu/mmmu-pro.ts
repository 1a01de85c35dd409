/**
 * MMMU-Pro. MMMU-Benchmark/MMMU @ bb0b95a, mmmu-pro/evaluate.py (Apache-2.0).
 *
 * If exactly one option letter occurs after the last "Answer:", it is that one; otherwise the letter that stands last as
 * "(A)", else as "A ", else as "A.", else the option whose text stands last in an answer of more than five words.
 *
 * Quirks: after "Answer:" any capital counts, the one in "Bacteria" too; "A " and "A." are also found at the end of words
 * such as "DNA", but of several candidates the last one standing alone as " A " wins, and the first in the alphabet if none
 * does. Where nothing is read the original picks an option at random; here that is no answer (official-random.ts guesses).
 */

import { type ChoiceProblem, type LetterReading, lettersOf, markLetter } from '../choices.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';
import { mean } from '../tally.ts';
import { bracketed, type LetterForm, readLetter } from './letter.ts';

const MARKER = 'Answer:';

const standingAlone = (letter: string) => ` ${letter} `;
const FORMS: readonly LetterForm[] = [
  bracketed,
  { rule: 'letter and space', wanted: (letter) => `${letter} `, placed: standingAlone },
  { rule: 'letter and full stop', wanted: (letter) => `${letter}.`, placed: standingAlone },
];

export const mmmuPro: Scorer<ChoiceProblem> = {
  name: 'mmmu-pro',
  version: 'bb0b95a',
  mark: (response, { options, answer }) =>
    markLetter(afterMarker(response, options) ?? readLetter(response, options, FORMS), answer),
};

function afterMarker(response: string, options: readonly string[]): LetterReading | undefined {
  const start = response.lastIndexOf(MARKER);
  if (start < 0) return undefined;
  const answer = strip(response.slice(start + MARKER.length));
  const [letter, ...more] = lettersOf(options).filter((candidate) => answer.includes(candidate));
  return letter === undefined || more.length > 0 ? undefined : { letter, rule: 'answer line' };
}

/** The published total: the mean of the accuracies with ten options and with the question inside the picture. */
export function mmmuProOverall(accuracies: { readonly standard10: number; readonly vision: number }): number {
  return mean([accuracies.standard10, accuracies.vision]);
}
