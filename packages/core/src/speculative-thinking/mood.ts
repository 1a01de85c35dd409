/** The words by which a thought is judged, in lower case, and what to say when too many thoughts were negative. */
export interface Cues {
  readonly affirmation: readonly string[];
  readonly reflection: readonly string[];
  /** A thought with one of these is to be verified; they count as reflection too. */
  readonly verification: readonly string[];
  /** Inserted before the large model takes stock. */
  readonly help: string;
}

/** The words of the authors' released configuration. */
export const publishedCues: Cues = {
  affirmation: ['yeah', 'yes', 'final answer', 'confident'],
  reflection: ['wait', 'alternatively', 'hold on', 'another'],
  verification: ['verify', 'think again', 'recap', 'check'],
  help: 'Let me check whether there are some wrong steps:',
};

/** What the opening of a thought does. */
export type Mood = 'affirmation' | 'reflection' | 'statement';

/** How often a cue occurs in a text in lower case. Occurrences do not overlap. */
export type Occurrences = (text: string, cue: string) => number;

/** Counts a cue wherever its letters are: "yes" is in "eyes". */
export const substrings: Occurrences = (text, cue) => text.split(cue).length - 1;

/** Counts a cue where it stands by itself: "check" is in "double-check", not in "checkers". */
export const wholeWords: Occurrences = (text, cue) => {
  let count = 0;
  for (let at = text.indexOf(cue); at >= 0; at = text.indexOf(cue, at + cue.length))
    if (!isOfWord(text[at - 1]) && !isOfWord(text[at + cue.length])) count++;
  return count;
};

function isOfWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** The mood of an opening: the kind of cue that occurs more often, reflection if they draw. */
export function moodOf(text: string, cues: Cues, occurrences: Occurrences): Mood {
  const lower = text.toLowerCase();
  const count = (list: readonly string[]) => list.reduce((sum, cue) => sum + occurrences(lower, cue), 0);
  const affirming = count(cues.affirmation);
  const reflecting = count(cues.reflection) + count(cues.verification);
  if (affirming > reflecting) return 'affirmation';
  return reflecting > 0 ? 'reflection' : 'statement';
}

/** Whether an opening asks to be verified. */
export function asksToVerify(text: string, cues: Cues, occurrences: Occurrences): boolean {
  const lower = text.toLowerCase();
  return cues.verification.some((cue) => occurrences(lower, cue) > 0);
}
