/**
 * Lettered options, general purpose. lmms-eval 0.7.3, lmms_eval/tasks/_task_utils/mcq_extract.py, `extract_mcq_answer`
 * (MIT).
 *
 * All ways to write a letter are tried at once; the most trusted one that hits wins, and within it the last place: the
 * whole answer starts or ends with the letter, it follows a phrase such as "the answer is", then "(A)", "A.", "A:", "A)",
 * "A ", and only if all fail the letter anywhere.
 *
 * Quirks: "starts with" only asks that no letter follows, so the article "A" in front is option A. After a phrase each
 * letter is sought in the rest of the answer however far away, and the one found furthest back wins: "answer is (B) Dog"
 * reads D. "A " and "A." are also found at the end of "DNA".
 */

import { type ChoiceProblem, type LetterReading, lettersOf, markLetter } from '../choices.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';

const STRIPPED_IN_TURN = [',', '.', '!', '?', ';', ':', "'", '"'];
const LETTER = /^\p{L}/u;
const ENDS_WITH_LETTER = /\p{L}$/u;

const PHRASES = [
  ...['the answer is', 'answer is', 'the correct answer is', 'correct answer is', 'the best answer is'],
  ...['best answer is', 'the correct option is', 'correct option is', 'the best option is', 'best option is'],
  ...['the choice is', 'choice is', 'the correct choice is', 'correct choice is', 'i choose', 'i select'],
  ...[
    'i pick',
    'my answer is',
    'my choice is',
    '옵션',
    '정답은',
    '답은',
    '답:',
    '答案是',
    '答案为',
    '选',
    '答えは',
  ],
];

/** A way to write a letter: the last place where an answer does so, or −1. */
interface Form {
  readonly rule: string;
  readonly placeOf: (text: string, letter: string) => number;
}

const FORMS: readonly Form[] = [
  { rule: 'starts with letter', placeOf: (text, letter) => (startsWith(strip(text), letter) ? 0 : -1) },
  {
    rule: 'ends with letter',
    placeOf: (text, letter) => (endsWith(strip(text), letter) ? text.length - 1 : -1),
  },
  { rule: 'phrase', placeOf: afterPhrase },
  { rule: 'bracketed letter', placeOf: (text, letter) => text.lastIndexOf(`(${letter})`) },
  { rule: 'letter and full stop', placeOf: (text, letter) => text.lastIndexOf(`${letter}.`) },
  { rule: 'letter and colon', placeOf: (text, letter) => text.lastIndexOf(`${letter}:`) },
  { rule: 'letter and bracket', placeOf: (text, letter) => text.lastIndexOf(`${letter})`) },
  { rule: 'letter and space', placeOf: (text, letter) => text.lastIndexOf(`${letter} `) },
  { rule: 'letter anywhere', placeOf: (text, letter) => text.lastIndexOf(letter) },
];

export const mcqLmms: Scorer<ChoiceProblem> = {
  name: 'mcq.lmms',
  version: '0.7.3',
  mark: (response, { options, answer }) => markLetter(readLetter(response, lettersOf(options)), answer),
};

function readLetter(response: string, letters: readonly string[]): LetterReading | undefined {
  const stripped = STRIPPED_IN_TURN.reduce((text, character) => strip(text, character), strip(response));
  const text = ` ${stripped} `;
  for (const { rule, placeOf } of FORMS) {
    const places = letters.map((letter) => placeOf(text, letter));
    const last = Math.max(...places);
    if (last >= 0) return { letter: letters[places.indexOf(last)]!, rule };
  }
  return undefined;
}

function startsWith(text: string, letter: string): boolean {
  return text.startsWith(letter) && !LETTER.test(text.slice(letter.length));
}

function endsWith(text: string, letter: string): boolean {
  return text.endsWith(letter) && !ENDS_WITH_LETTER.test(text.slice(0, -letter.length));
}

function afterPhrase(text: string, letter: string): number {
  const lowered = text.toLowerCase();
  const places = PHRASES.filter((phrase) => lowered.includes(phrase)).map((phrase) =>
    text.indexOf(letter, lowered.indexOf(phrase) + phrase.length),
  );
  return Math.max(-1, ...places);
}
