/**
 * MMMU (validation). MMMU-Benchmark/MMMU @ bb0b95a, mmmu/utils/eval_utils.py (Apache-2.0).
 *
 * Choice: the letter that stands last as "(A)", else as " A ", else the option whose text stands last in an answer of more
 * than five words. Open: what follows the key phrases of each line ("is ", "so ", "answer ", in the last line "=" too), or
 * else the whole answer; right if it contains an accepted text, or if a number in it equals an accepted one at two digits.
 *
 * Quirks: "A." and "A)" are not read. Sentences are meant to be split before a capital, but the text is in lower case by
 * then, so only line breaks split. Where no letter is read the original guesses; here that is no answer (official-random.ts).
 */

import { markLetter } from '../choices.ts';
import type { Mark, Scorer } from '../scorer.ts';
import { bracketed, type LetterForm, readLetter } from './letter.ts';
import { openMatch, openText, readOpenAnswer } from './open-answer.ts';

export interface MmmuProblem {
  /** Empty for an open question. */
  readonly options: readonly string[];
  /** The right letter; for an open question the accepted answers. */
  readonly answer: string | readonly string[];
}

const standingAlone = (letter: string) => ` ${letter} `;
const FORMS: readonly LetterForm[] = [
  bracketed,
  { rule: 'letter alone', wanted: standingAlone, placed: standingAlone },
];

export const mmmu: Scorer<MmmuProblem> = {
  name: 'mmmu',
  version: 'bb0b95a',
  mark(response, { options, answer }) {
    const accepted = typeof answer === 'string' ? [answer] : answer;
    if (options.length === 0) return markOpen(response, accepted);
    const reading = readLetter(response, options, FORMS);
    const right = accepted.find((letter) => letter === reading?.letter) ?? accepted[0]!;
    return markLetter(reading, right);
  },
};

function markOpen(response: string, accepted: readonly string[]): Mark {
  const { values, rule } = readOpenAnswer(response);
  if (values.every((value) => value === '')) return { value: 0, read: undefined, rule: 'none' };
  return { value: openMatch(values, accepted) ? 1 : 0, read: openText(values), rule };
}
