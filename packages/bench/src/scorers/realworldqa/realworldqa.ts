/**
 * RealWorldQA. lmms-eval @ 001eca0, lmms_eval/tasks/realworldqa/utils.py and realworldqa.yaml (MIT): the whole answer without
 * punctuation has to be the right one, letter case apart. Before that an answer that is one of the words "zero" to "ten"
 * becomes a digit, and one that contains the text of an option becomes that option's letter.
 *
 * Quirks: options are lettered anew in their order. Of an option that has a punctuation mark in it the text is never found.
 * "(B) The left lane" is right only through the option's text, "B because" never.
 */
import { pattern } from '../python/pattern.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';

export interface RealWorldQaProblem {
  /** With the options in it, a line each: `A. The left lane`. */
  readonly question: string;
  readonly answer: string;
}

const OPTION = pattern(String.raw`\b([A-Z])\.\s+([^\n]*)`, 'g');
const PUNCTUATION = pattern(String.raw`[^\w\s]`, 'g');
const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

export const realWorldQa: Scorer<RealWorldQaProblem> = {
  name: 'realworldqa.lmms',
  version: '001eca0',
  mark(response, { question, answer }) {
    const digit = DIGITS.indexOf(response.toLowerCase());
    const cleaned = strip((digit < 0 ? response : String(digit)).replace(PUNCTUATION, ''));
    const letter = firstOption(cleaned, question);
    const read = strip(letter ?? cleaned).toLowerCase();
    if (read === '') return { value: 0, read: undefined, rule: 'none' };
    const rule = letter === undefined ? 'whole answer' : 'text of an option';
    return { value: read === strip(answer).toLowerCase() ? 1 : 0, read, rule };
  },
};

/** The letter of the option whose text comes first; at one place the option that is listed first. */
function firstOption(answer: string, question: string): string | undefined {
  const texts = [...question.matchAll(OPTION)].map((found) => strip(found[2]!));
  const places = texts.map((text) => (text === '' ? -1 : answer.indexOf(text)));
  const first = Math.min(...places.filter((place) => place >= 0));
  return first === Infinity ? undefined : String.fromCharCode(65 + places.indexOf(first));
}
