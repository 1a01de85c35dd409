import { pattern } from './python/pattern.ts';
import { words } from './python/text.ts';
import type { Mark } from './scorer.ts';

export type YesNo = 'yes' | 'no';

/** A question to be answered with yes or no. */
export interface YesNoProblem {
  readonly answer: YesNo;
}

export function markYesNo(read: YesNo | undefined, rule: string, answer: YesNo): Mark {
  if (read === undefined) return { value: 0, read, rule: 'none' };
  return { value: read === answer ? 1 : 0, read, rule };
}

const PUNCTUATION = [...';/[]"{}()=+\\_-><@`,?!'];
const THOUSANDS = pattern(String.raw`\d,\d`);
const FULL_STOP = pattern(String.raw`\.(?!\d)`, 'g');
const MOST_FULL_STOPS = 32;

/**
 * The lower-case words of an answer as VLMEvalKit sees them (vlmeval/dataset/utils/yorn.py, `YOrN_Extraction`). A punctuation
 * mark becomes a space, but vanishes everywhere once a space stands beside it anywhere, and so do all of them once a comma
 * stands between digits: "no - yes-no" has the words "no" and "yesno". Only the first 32 full stops go.
 */
export function vlmEvalKitWords(response: string): ReadonlySet<string> {
  const lowered = response.toLowerCase();
  const hasThousands = THOUSANDS.test(lowered);
  let text = lowered;
  for (const mark of PUNCTUATION) {
    const vanishes = hasThousands || lowered.includes(`${mark} `) || lowered.includes(` ${mark}`);
    text = text.replaceAll(mark, vanishes ? '' : ' ');
  }
  let stops = 0;
  return new Set(words(text.replace(FULL_STOP, (stop) => (stops++ < MOST_FULL_STOPS ? '' : stop))));
}

/** One of the two words without the other. */
export function vlmEvalKitYesNo(response: string): YesNo | undefined {
  const found = vlmEvalKitWords(response);
  if (found.has('yes') === found.has('no')) return undefined;
  return found.has('yes') ? 'yes' : 'no';
}
