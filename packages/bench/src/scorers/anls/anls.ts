/**
 * ANLS of DocVQA and InfographicVQA (Biten et al., ICCV 2019): the best of 1 − edits / length over the accepted answers,
 * and 0 when half or more is wrong.
 *
 * `anls.lmms` is lmms-eval's `api/metrics.py: anls`, which VLMEvalKit and Qwen-VL's evaluation share. Two quirks raise it:
 * edits are counted after runs of blanks were squeezed, yet divided by the length *before*; and exactly half right keeps
 * its 0.5. `anls.paper` is the formula as printed: squeezed lengths, and exactly half right is 0. On a weak model they
 * differ by up to 1.4 points.
 */
import { editDistance } from '../edit-distance.ts';
import { length, words } from '../python/text.ts';
import type { Mark, Scorer } from '../scorer.ts';

export interface AnlsProblem {
  /** Every accepted answer; at least one. */
  readonly answers: readonly string[];
}

const threshold = 0.5;

export const anlsLmms: Scorer<AnlsProblem> = {
  name: 'anls.lmms',
  version: '1',
  mark(response, { answers }) {
    const similarity = bestSimilarity(response, answers, rawLength);
    return markOf(response, similarity < threshold ? 0 : similarity);
  },
};

export const anlsPaper: Scorer<AnlsProblem> = {
  name: 'anls.paper',
  version: '1',
  mark(response, { answers }) {
    const similarity = bestSimilarity(response, answers, (text) => length(squeezed(text)));
    return markOf(response, similarity <= threshold ? 0 : similarity);
  },
};

function bestSimilarity(
  response: string,
  answers: readonly string[],
  lengthOf: (text: string) => number,
): number {
  const given = squeezed(response);
  const dissimilarities = answers.map((answer) => {
    const longest = Math.max(lengthOf(answer), lengthOf(response));
    return longest === 0 ? 0 : editDistance(squeezed(answer), given) / longest;
  });
  return 1 - Math.min(...dissimilarities);
}

/** Upper case first, which lengthens a few letters: `ß` becomes two. */
function rawLength(text: string): number {
  return length(text.toUpperCase());
}

function squeezed(text: string): string {
  return words(text.toLowerCase()).join(' ');
}

function markOf(response: string, value: number): Mark {
  return { value, read: squeezed(response), rule: 'whole answer' };
}
