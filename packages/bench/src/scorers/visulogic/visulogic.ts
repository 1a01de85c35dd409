/**
 * VisuLogic: one of four options, A to D.
 *
 * `visulogic.vlmevalkit`: open-compass/VLMEvalKit @ 1a0194d, vlmeval/dataset/utils/visulogic.py (Apache-2.0), which is the
 * benchmark's own rule without its judge model. The content of the last \boxed{}, else an option at the start or end of the
 * answer or after a phrase such as "the answer is".
 *
 * Quirks: a closing bracket ends the box even if it belongs to \text{; a box with more than two characters in it is as good
 * as none. An answer of at most two characters may be the letter itself. Phrases are tried from "answer:" on, each on what
 * the one before left over: one line up to its first full stop.
 *
 * `visulogic.lmms`: lmms-eval 0.7.3, lmms_eval/tasks/visulogic/utils.py (MIT). The last <answer>, else the last \boxed{}, else
 * the last "answer is", "option" or "(A)", in any case; else the first character of an answer of up to three.
 *
 * Quirks: "the answer is a triangle" is option A.
 */

import { type ChoiceProblem, type LetterReading, markLetter } from '../choices.ts';
import { pattern } from '../python/pattern.ts';
import { length, strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';

export type VisuLogicProblem = Pick<ChoiceProblem, 'answer'>;

const LETTERS = ['A', 'B', 'C', 'D'];

export const visuLogicVlmEvalKit: Scorer<VisuLogicProblem> = {
  name: 'visulogic.vlmevalkit',
  version: '1a0194d',
  mark: (response, { answer }) => markLetter(readBox(response) ?? readPhrase(response), answer),
};

export const visuLogicLmms: Scorer<VisuLogicProblem> = {
  name: 'visulogic.lmms',
  version: '0.7.3',
  mark: (response, { answer }) => markLetter(readLastPattern(strip(response)), answer),
};

const BOX = '\\boxed{';
const BOX_OR_CLOSING = /\\boxed\{|[^\\]\}/gu;
const REMOVED_FROM_BOX = ['\\text{', '\\rm{', '\\mathbf{', '$', '}'];
const LONGEST_BOX = 2;

function readBox(response: string): LetterReading | undefined {
  const content = lastBox(response);
  const isShort = content !== undefined && length(content) <= LONGEST_BOX && !content.includes('or');
  const letter = strip(isShort ? content : response);
  return LETTERS.includes(letter) ? { letter, rule: isShort ? 'boxed' : 'whole answer' } : undefined;
}

/** What stands in the last box that is closed, without the commands around a letter. */
function lastBox(response: string): string | undefined {
  const open: number[] = [];
  let content: string | undefined;
  for (const { 0: found, index } of response.matchAll(BOX_OR_CLOSING)) {
    if (found === BOX) open.push(index + found.length);
    else {
      const start = open.pop();
      if (start !== undefined && open.length === 0) content = response.slice(start, index + found.length - 1);
    }
  }
  return content && REMOVED_FROM_BOX.reduce((text, removed) => text.replaceAll(removed, ''), content);
}

const PHRASES = [
  ...['answer:', 'the final answer is:', 'the answer is option:', 'the answer is:'],
  ...['the correct answer is option:', 'the correct answer is:', 'the answer should be:'],
  ...['the final answer is', 'the answer is option', 'the answer is'],
  ...['the correct answer is option', 'the correct answer is', 'the answer should be'],
];

function readPhrase(response: string): LetterReading | undefined {
  const text = response.replaceAll('<|endoftext|>', '');
  const atEdge = LETTERS.find(
    (letter) =>
      [` ${letter}.`, ` (${letter}).`].some((end) => text.endsWith(end)) ||
      [`${letter}\n`, `(${letter})\n`, `(${letter}) ${letter}\n`].some((start) => text.startsWith(start)),
  );
  if (atEdge !== undefined) return { letter: atEdge, rule: 'start or end' };
  let rest = text.toLowerCase();
  for (const phrase of PHRASES) {
    if (!rest.includes(phrase)) continue;
    const tail = strip(rest.slice(rest.lastIndexOf(phrase) + phrase.length));
    rest = tail.split('\n')[0]!.split('.')[0]!;
    const letter = rest.toUpperCase();
    if (LETTERS.includes(letter)) return { letter, rule: 'phrase' };
  }
  return LETTERS.includes(text) ? { letter: text, rule: 'whole answer' } : undefined;
}

const PATTERNS: readonly (readonly [rule: string, expression: RegExp])[] = [
  ['answer tag', pattern(String.raw`<answer>\s*\(?([A-D])\)?\s*</answer>`, 'gi')],
  ['boxed', pattern(String.raw`\\boxed\{\s*([A-D])\s*\}`, 'gi')],
  ['answer is', pattern(String.raw`answer\s*(?:is|:|-)\s*\(?([A-D])\)?\b`, 'gi')],
  ['option', pattern(String.raw`option\s*([A-D])\b`, 'gi')],
  ['bracketed letter', pattern(String.raw`\(([A-D])\)`, 'gi')],
];
const SHORT_ANSWER = 3;

function readLastPattern(response: string): LetterReading | undefined {
  for (const [rule, expression] of PATTERNS) {
    const found = [...response.matchAll(expression)].at(-1);
    if (found !== undefined) return { letter: found[1]!.toUpperCase(), rule };
  }
  const first = response.toUpperCase().slice(0, 1);
  if (length(response) > SHORT_ANSWER || !LETTERS.includes(first)) return undefined;
  return { letter: first, rule: 'first character' };
}
