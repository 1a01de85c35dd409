import type { Mark } from './scorer.ts';

/** A question with lettered options, of which one is right. */
export interface ChoiceProblem {
  /** The texts, in the order in which they were lettered from A on. */
  readonly options: readonly string[];
  /** The letter of the right one. */
  readonly answer: string;
}

export interface LetterReading {
  readonly letter: string;
  /** How the letter was found. */
  readonly rule: string;
}

/** A, B, C … for as many options as there are. */
export function lettersOf(options: readonly string[]): string[] {
  return options.map((_, index) => String.fromCharCode('A'.charCodeAt(0) + index));
}

export function markLetter(reading: LetterReading | undefined, answer: string): Mark {
  if (reading === undefined) return { value: 0, read: undefined, rule: 'none' };
  return { value: reading.letter === answer ? 1 : 0, read: reading.letter, rule: reading.rule };
}
