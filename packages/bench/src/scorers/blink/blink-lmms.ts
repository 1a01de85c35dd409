/**
 * BLINK as lmms-eval 0.6.1 to 0.7 marks it, without a model: lmms_eval/tasks/blink/utils.py, `_extract_answer_letter` (MIT).
 *
 * The first character, opening brackets and blanks aside, if it is a letter in either case.
 *
 * Quirks: any letter of any word, so "The answer is (B)" reads T and an answer behind "<s>" is unread. It belongs to a prompt
 * that asks for the letter alone; on answers to BLINK's own prompt it costs GPT-4o 17 points.
 */

import { markLetter } from '../choices.ts';
import { pattern } from '../python/pattern.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';
import type { BlinkProblem } from './blink.ts';

const FIRST_LETTER = pattern(String.raw`^[(\s]*([A-Z])`, 'i');

export const blinkLmms: Scorer<BlinkProblem> = {
  name: 'blink.lmms',
  version: '0.6.1',
  mark(response, { answer }) {
    const letter = FIRST_LETTER.exec(strip(response))?.[1]?.toUpperCase();
    return markLetter(
      letter === undefined ? undefined : { letter, rule: 'first letter' },
      strip(answer, '()'),
    );
  },
};
