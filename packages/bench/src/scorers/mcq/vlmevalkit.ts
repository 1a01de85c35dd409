/**
 * Lettered options, general purpose. open-compass/VLMEvalKit, vlmeval/utils/matching_util.py, `can_infer` (Apache-2.0), as
 * it is since pull request 1552 (2026), and as it was before pull request 1175 (2025), at 18fc37a.
 *
 * Punctuation becomes space; if exactly one option letter is then a word of its own, it is that one (since 1175: only if it first
 * comes up among the last four words), else (since 1552) the letter after "answer is"; else the one option whose text occurs (since 1175:
 * only if the answer is at most twice as long as all options together). A stock refusal or a lone "Z" reads as Z.
 *
 * Quirks: the article "A" is option A. After "answer is" any word's first letter counts in either case, up to D, so that
 * "the answer is closest to" reads C. The kit asks a judge model about what stays unread; here that is no answer.
 */

import { type ChoiceProblem, type LetterReading, lettersOf, markLetter } from '../choices.ts';
import { pattern } from '../python/pattern.ts';
import { length, words } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';

const FAILED_CALL = 'Failed to obtain answer via API';
const REFUSALS = [
  "Sorry, I can't help with images of people yet.",
  "I can't process this file.",
  "I'm sorry, but without the image provided",
  'Cannot determine the answer',
];
const REFUSED: LetterReading = { letter: 'Z', rule: 'refusal' };
const PUNCTUATION = /[.()[\],:;!*#{}]/g;
const ANSWER_IS = pattern(String.raw`answer\s+is\s+\**([A-D])`, 'i');

/** What the pull requests changed. */
interface Guards {
  /** Among how many last words the letter has to come up first. */
  readonly lastWords: number;
  readonly afterAnswerIs: RegExp | undefined;
  /** How many times as long as all options together an answer may be in which an option's text is sought. */
  readonly lengthFactor: number;
}

const SINCE_1552: Guards = { lastWords: 4, afterAnswerIs: ANSWER_IS, lengthFactor: 2 };
const BEFORE_1175: Guards = {
  lastWords: Number.POSITIVE_INFINITY,
  afterAnswerIs: undefined,
  lengthFactor: Number.POSITIVE_INFINITY,
};

export const mcqVlmEvalKit = scorer('pr1552', SINCE_1552);
export const mcqVlmEvalKitBefore1175 = scorer('18fc37a', BEFORE_1175);

function scorer(version: string, guards: Guards): Scorer<ChoiceProblem> {
  return {
    name: 'mcq.vlmevalkit',
    version,
    mark(response, { options, answer }) {
      const reading = readOption(response, options, guards) ?? readText(response, options, guards);
      return markLetter(reading, answer);
    },
  };
}

function readOption(
  response: string,
  options: readonly string[],
  { lastWords, afterAnswerIs }: Guards,
): LetterReading | undefined {
  if (response.includes(FAILED_CALL)) return undefined;
  if (REFUSALS.some((refusal) => response.includes(refusal))) return REFUSED;
  const letters = lettersOf(options);
  const split = words(response.replace(PUNCTUATION, ' '));
  const [letter, ...more] = letters.filter((candidate) => split.includes(candidate));
  if (letter === undefined && split.includes(REFUSED.letter)) return REFUSED;
  if (letter !== undefined && more.length === 0 && split.indexOf(letter) >= split.length - lastWords) {
    return { letter, rule: 'only letter' };
  }
  const stated = afterAnswerIs?.exec(response)?.[1]?.toUpperCase();
  return stated !== undefined && letters.includes(stated) ? { letter: stated, rule: 'answer is' } : undefined;
}

function readText(
  response: string,
  options: readonly string[],
  { lengthFactor }: Guards,
): LetterReading | undefined {
  const lowered = response.toLowerCase();
  if (length(lowered) > lengthFactor * length(options.join(''))) return undefined;
  const occurs = (_: string, index: number) => lowered.includes(options[index]!.toLowerCase());
  const [letter, ...more] = lettersOf(options).filter(occurs);
  return letter === undefined || more.length > 0 ? undefined : { letter, rule: 'option text' };
}
