import { type LetterReading, lettersOf } from '../choices.ts';
import { strip, words } from '../python/text.ts';

/** One of the ways in which MMMU's rules look for an option letter, tried in turn until one finds something. */
export interface LetterForm {
  readonly rule: string;
  /** What has to occur in the answer for the letter to become a candidate. */
  readonly wanted: (letter: string) => string;
  /** What is looked for, from the end, to find which of several candidates stands last. */
  readonly placed: (letter: string) => string;
}

export const bracketed: LetterForm = {
  rule: 'bracketed letter',
  wanted: (letter) => `(${letter})`,
  placed: (letter) => `(${letter})`,
};

const STRIPPED_IN_TURN = [',', '.', '!', '?', ';', ':', "'"];
/** Option texts are looked for in answers of more words than this. */
const FEW_WORDS = 5;

/** The last option that an answer names, by letter in one of the forms or else by text. */
export function readLetter(
  response: string,
  options: readonly string[],
  forms: readonly LetterForm[],
): LetterReading | undefined {
  const stripped = STRIPPED_IN_TURN.reduce((text, character) => strip(text, character), response);
  const padded = ` ${stripped} `;
  const letters = lettersOf(options);
  for (const { rule, wanted, placed } of forms) {
    const candidates = letters.filter((letter) => padded.includes(wanted(letter)));
    if (candidates.length > 0) {
      return { letter: lastPlaced(candidates, (letter) => padded.lastIndexOf(placed(letter))), rule };
    }
  }
  if (words(padded).length <= FEW_WORDS) return undefined;
  return readOptionText(padded.toLowerCase(), options);
}

function readOptionText(lowered: string, options: readonly string[]): LetterReading | undefined {
  const texts = new Map(lettersOf(options).map((letter, index) => [letter, options[index]!.toLowerCase()]));
  const candidates = [...texts.keys()].filter((letter) => lowered.includes(texts.get(letter)!));
  if (candidates.length === 0) return undefined;
  return {
    letter: lastPlaced(candidates, (letter) => lowered.lastIndexOf(texts.get(letter)!)),
    rule: 'option text',
  };
}

/** The first of those that stand equally far back, as `numpy.argmax` has it. */
function lastPlaced(candidates: readonly string[], placeOf: (letter: string) => number): string {
  return candidates.reduce((last, letter) => (placeOf(letter) > placeOf(last) ? letter : last));
}
