import type { YesNo } from './yes-no.ts';

export interface YesNoResult {
  readonly answer: YesNo;
  readonly read: YesNo | undefined;
}

/** How often each answer was read where yes, and where no, is right. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  /** Questions with nothing read, by the right answer. */
  readonly unreadYes: number;
  readonly unreadNo: number;
}

export function confusion(results: readonly YesNoResult[]): Confusion {
  const count = (answer: YesNo, read: YesNo | undefined) =>
    results.filter((result) => result.answer === answer && result.read === read).length;
  return {
    truePositives: count('yes', 'yes'),
    falsePositives: count('no', 'yes'),
    trueNegatives: count('no', 'no'),
    falseNegatives: count('yes', 'no'),
    unreadYes: count('yes', undefined),
    unreadNo: count('no', undefined),
  };
}

export interface YesNoScores {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** The share of questions that were answered with yes. */
  readonly yesRatio: number;
}

/** What becomes of a yes that was not read: VLMEvalKit counts it as missed, lmms-eval leaves it out of the recall. */
export type UnreadYes = 'missed' | 'left out';

/** An accuracy counts the unread as wrong either way. What would be divided by zero is 0. */
export function yesNoScores(counts: Confusion, unread: UnreadYes = 'missed'): YesNoScores {
  const { truePositives, falsePositives, trueNegatives, falseNegatives, unreadYes, unreadNo } = counts;
  const total = truePositives + falsePositives + trueNegatives + falseNegatives + unreadYes + unreadNo;
  const missed = falseNegatives + (unread === 'missed' ? unreadYes : 0);
  const precision = share(truePositives, truePositives + falsePositives);
  const recall = share(truePositives, truePositives + missed);
  return {
    accuracy: share(truePositives + trueNegatives, total),
    precision,
    recall,
    f1: share(2 * precision * recall, precision + recall),
    yesRatio: share(truePositives + falsePositives, total),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
