/**
 * POPE, hallucinated objects. Three readings of a yes or no, each with its harness.
 *
 * `pope.llava`: haotian-liu/LLaVA @ 4241f08, llava/eval/eval_pope.py (Apache-2.0), as POPE's own evaluate.py. Of the first
 * sentence, without commas, "No", "no" or "not" as a word means no; anything else means yes, "NO", "no!" and nothing too.
 * Words are parted by spaces alone, so "No\n" means yes.
 *
 * `pope.lmms`: lmms-eval 0.7.3, lmms_eval/tasks/pope/utils.py (MIT). The whole answer has to be yes or no in any case.
 *
 * `pope.vlmevalkit`: open-compass/VLMEvalKit @ 0c7163c, vlmeval/dataset/utils/yorn.py (Apache-2.0). One of the words yes and
 * no without the other. The kit asks a judge model about the rest; here that is no answer.
 */

import { type Confusion, confusion, type YesNoResult, type YesNoScores, yesNoScores } from '../confusion.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';
import { mean } from '../tally.ts';
import { markYesNo, vlmEvalKitYesNo, type YesNo, type YesNoProblem } from '../yes-no.ts';

const NEGATIONS = ['No', 'not', 'no'];

export const popeLlava: Scorer<YesNoProblem> = {
  name: 'pope.llava',
  version: '4241f08',
  mark(response, { answer }) {
    const [firstSentence = ''] = response.split('.');
    const found = firstSentence.replaceAll(',', '').split(' ');
    const isNo = NEGATIONS.some((negation) => found.includes(negation));
    return isNo ? markYesNo('no', 'negation', answer) : markYesNo('yes', 'no negation', answer);
  },
};

export const popeLmms: Scorer<YesNoProblem> = {
  name: 'pope.lmms',
  version: '0.7.3',
  mark: (response, { answer }) => markYesNo(exactly(strip(response.toLowerCase())), 'whole answer', answer),
};

export const popeVlmEvalKit: Scorer<YesNoProblem> = {
  name: 'pope.vlmevalkit',
  version: '0c7163c',
  mark: (response, { answer }) => markYesNo(vlmEvalKitYesNo(response), 'word', answer),
};

function exactly(text: string): YesNo | undefined {
  return text === 'yes' || text === 'no' ? text : undefined;
}

/** One of POPE's three samplings (adversarial, popular, random) as published with LLaVA and by VLMEvalKit. */
export function popeScores(results: readonly YesNoResult[]): YesNoScores & Confusion {
  const counts = confusion(results);
  return { ...counts, ...yesNoScores(counts) };
}

/** As lmms-eval computes it; its yes ratio is that of the right answers, not of those given. */
export function popeScoresLmms(results: readonly YesNoResult[]): YesNoScores {
  const scores = yesNoScores(confusion(results), 'left out');
  return { ...scores, yesRatio: results.filter(({ answer }) => answer === 'yes').length / results.length };
}

/** The one number for POPE in most tables: the mean of the F1 of the three samplings. */
export function popeMeanF1(samplings: readonly Pick<YesNoScores, 'f1'>[]): number {
  return mean(samplings.map(({ f1 }) => f1));
}
