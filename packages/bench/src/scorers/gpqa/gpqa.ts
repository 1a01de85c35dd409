/**
 * GPQA as Speculative Thinking marks it: NovaSky-AI/SkyThought @ ee8d0f4, skythought/tools/util/math_parsing_util.py:
 * `get_multiple_choice_answer` (Apache-2.0). The last A, B, C or D that stands alone in the answer in upper case, else the
 * whole answer.
 *
 * Quirks: the article "a" stands alone too, so "(B), which is a protein" reads A.
 */
import type { ChoiceProblem } from '../choices.ts';
import { pattern } from '../python/pattern.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';

const ALONE = pattern(String.raw`\b(A|B|C|D)\b`, 'g');

export const gpqaSkyThought: Scorer<Pick<ChoiceProblem, 'answer'>> = {
  name: 'gpqa.skythought',
  version: 'ee8d0f4',
  mark(response, { answer }) {
    const letter = response.toUpperCase().match(ALONE)?.at(-1);
    if (letter !== undefined) return { value: letter === answer ? 1 : 0, read: letter, rule: 'last letter' };
    const whole = strip(strip(response), '.');
    const isEmpty = whole === '';
    return { value: 0, read: isEmpty ? undefined : whole, rule: isEmpty ? 'none' : 'whole answer' };
  },
};
