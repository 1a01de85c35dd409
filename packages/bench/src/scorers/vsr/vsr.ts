/**
 * VSR, visual spatial reasoning: is a caption true of its picture? cambridgeltl/visual-spatial-reasoning @ b27a0af
 * (Apache-2.0) trains classifiers and publishes accuracy; it has no rule for text.
 *
 * `vsr` (ours): the words true and yes mean true, false and no mean false; both or neither leave the answer unread.
 *
 * `vsr.vlmevalkit`: open-compass/VLMEvalKit @ 0c7163c, vlmeval/dataset/utils/yorn.py (Apache-2.0). The words yes and no only,
 * for a prompt that asks for them. It also reports precision, recall and F1 of the true captions (confusion.ts).
 */

import type { Scorer } from '../scorer.ts';
import { markYesNo, vlmEvalKitWords, vlmEvalKitYesNo, type YesNo } from '../yes-no.ts';

export interface VsrProblem {
  readonly isTrue: boolean;
}

export const vsr: Scorer<VsrProblem> = {
  name: 'vsr',
  version: '1',
  mark: (response, problem) => markYesNo(readTruth(response), 'word', answerOf(problem)),
};

export const vsrVlmEvalKit: Scorer<VsrProblem> = {
  name: 'vsr.vlmevalkit',
  version: '0c7163c',
  mark: (response, problem) => markYesNo(vlmEvalKitYesNo(response), 'word', answerOf(problem)),
};

function readTruth(response: string): YesNo | undefined {
  const found = vlmEvalKitWords(response);
  const isYes = found.has('yes') || found.has('true');
  const isNo = found.has('no') || found.has('false');
  if (isYes === isNo) return undefined;
  return isYes ? 'yes' : 'no';
}

function answerOf({ isTrue }: VsrProblem): YesNo {
  return isTrue ? 'yes' : 'no';
}
