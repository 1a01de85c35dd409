/** What is computed from a run's records, as types. Imports nothing that needs Node. */
import type { ArmChoice, ArmName } from './plan.ts';
import type { Calibration, RunRecord } from './record.ts';
import type { Interval } from './stats.ts';
import type { SuiteName } from './suites/suite.ts';

/** summary.json */
export interface Summary {
  readonly version: RunRecord['version'];
  readonly run: string;
  /** What `escalate` went by; undefined without it. */
  readonly calibration: Calibration | undefined;
  readonly accuracy: readonly AccuracyRow[];
  /** The suites taken together. */
  readonly overall: readonly AccuracyRow[];
  readonly speed: readonly SpeedRow[];
}

/** How often one arm was right. Shares are 0 to 1; `low` and `high` bound a 95 % Wilson interval. */
export interface AccuracyRow extends Interval {
  readonly suite: SuiteName | 'all';
  readonly arm: ArmName;
  readonly parameters: ArmChoice['parameters'];
  readonly n: number;
  readonly accuracy: number;
  /** Answers out of which nothing could be read: wrong, and counted here too. */
  readonly unparsed: number;
  /** Answers that ran into the token limit. */
  readonly cut: number;
  /** Questions that ended in an error: not among the `n`. */
  readonly failed: number;
  readonly tokensPerAnswer: number;
  /** Tokens that were written and are not in the answer: before another look, and openings that were not kept. */
  readonly droppedPerAnswer: number;
  /** Of the tokens in the answers, the share that the large model wrote. */
  readonly largeShare: number;
  readonly visualTokensPerAnswer: number;
  /** The share of answers for which the picture was looked at again. */
  readonly escalated: number;
  /** Against large-base on the questions both answered; undefined for large-base itself, or without it. */
  readonly difference: Difference | undefined;
}

/** A paired difference of accuracies. */
export interface Difference extends Interval {
  readonly n: number;
  readonly value: number;
  /** Whether the 95 % interval leaves out 0. */
  readonly measurable: boolean;
  /** McNemar's exact p over the questions that one got right and the other not. */
  readonly p: number;
}

/** How fast one contender wrote, and whether it wrote the same. */
export interface SpeedRow {
  /** A contender's name, or the key of an arm. */
  readonly arm: string;
  readonly sequences: number;
  readonly rounds: number;
  /** Median over rounds, as is the time for each answer. */
  readonly tokensPerSecond: number;
  readonly msPerAnswer: number;
  /** Median over rounds of the ratio within a round; undefined without a naive run. */
  readonly ratioToNaive: number | undefined;
  /** Of that ratio: a range between two rounds, which holds the true median with this confidence. */
  readonly ratioInterval: (Interval & { readonly confidence: number }) | undefined;
  /** Share of answers equal to naive's, token for token. */
  readonly agreement: number | undefined;
  /** Answers compared. */
  readonly compared: number;
  /** Where unequal answers part: tokens in common before the first difference, median and least. */
  readonly firstDifference: { readonly median: number; readonly least: number } | undefined;
}
