/**
 * What a run leaves behind, as types. A run folder holds
 *
 *     run.json        what was asked, of what, where (rewritten as the run goes on)
 *     samples.jsonl   one answer a line, in the order they were finished; the last line of a key counts
 *     images/         what the models saw, one PNG for each picture, named by its content
 *     speed.jsonl     one timed round a line
 *     summary.json    computed from the three above, never measured
 *     report.md       the summary for people
 *
 * This file imports nothing that needs Node, so that a browser may read run folders with it.
 */
import type { Finish, Token } from '@vr/core';
import type { Interval } from './stats.ts';
import type { SuiteName } from './suites/suite.ts';

/** Raised when a reader of older files would misunderstand newer ones. */
export const recordVersion = 2;

export type ArmName = 'large-base' | 'small-base' | 'small-expert' | 'proxy-thinker';

/** A way to answer, by name and settings. */
export interface ArmChoice {
  readonly name: ArmName;
  readonly parameters: { readonly alpha?: number };
}

/** Everything that decides what is measured. */
export interface Plan {
  readonly suites: readonly { readonly name: SuiteName; readonly version: number }[];
  readonly arms: readonly ArmChoice[];
  /** Questions per suite and arm. */
  readonly limit: number;
  readonly seed: number;
  /** An answer longer than this is cut off. */
  readonly maxTokens: number;
  /** Sequences at once in the accuracy part. */
  readonly lanes: number;
  /** Undefined: accuracy only. */
  readonly speed: SpeedPlan | undefined;
}

/** With one thread per session, the fastest for models this small, or with as many as it takes by default. */
export type NaiveName = 'naive' | 'naive-default-threads';

/** How the speed part measures. */
export interface SpeedPlan {
  /** The ProxyThinker weight that is timed. */
  readonly alpha: number;
  readonly rounds: number;
  /** Which naive loops are timed too. */
  readonly naive: readonly NaiveName[];
  /** How many sequences at once, one contender each. */
  readonly sequences: readonly number[];
  /** Questions per round for contenders that take one sequence at a time; the others get several for each sequence. */
  readonly questions: number;
  /** No new round starts after this long. */
  readonly budgetMs: number;
}

export type RunState =
  | { readonly type: 'running' }
  | { readonly type: 'done' }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly reason: string };

/** run.json */
export interface RunRecord {
  readonly version: typeof recordVersion;
  readonly id: string;
  readonly state: RunState;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly plan: Plan;
  readonly provenance: Provenance;
  readonly counts: { readonly planned: number; readonly done: number; readonly failed: number };
}

/** Where the numbers come from. */
export interface Provenance {
  readonly commit: { readonly hash: string; readonly dirty: boolean } | undefined;
  /** Version by package; `node` among them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly hardware: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly platform: string;
    /** Where the models ran, in the runtime's words. */
    readonly device: string;
    /** Runnable processes over the last minute, before the run: other work on the machine slows it. */
    readonly loadAverage: number;
  };
  readonly models: readonly ModelFiles[];
}

/** A model folder and a hash over its ONNX files. */
export interface ModelFiles {
  readonly name: string;
  readonly sha256: string;
}

/** A line of samples.jsonl: one question, one arm. An error is a state and never the text of an answer. */
export type SampleRecord = SampleHead & (SampleDone | SampleFailed);

export interface SampleHead {
  /** `armKey/suite@version/question`: what makes two answers the same measurement. */
  readonly key: string;
  readonly arm: ArmName;
  readonly parameters: ArmChoice['parameters'];
  readonly suite: SuiteName;
  readonly question: string;
  readonly kind: string;
  readonly prompt: string;
  readonly target: string;
  /** The picture that was asked about, as a file in images/; absent if there was none. */
  readonly image: string | undefined;
}

export interface SampleDone {
  readonly state: 'done';
  readonly answer: string;
  readonly finish: Finish;
  /** Tokens written, counted where they were written; the closing token is not among them. */
  readonly tokens: number;
  /** 0 to 1. */
  readonly value: number;
  /** What was read out of the answer; absent if nothing could be. */
  readonly read: string | undefined;
  /** From asking to the last token, among its neighbours in the batch. */
  readonly elapsedMs: number;
  /** The answer token by token: the texts joined are the answer. */
  readonly written: readonly Stretch[];
}

/** Tokens that one model wrote in a row. Lists are as long as `texts`. */
export interface Stretch {
  /** The model's name. */
  readonly by: string;
  readonly texts: readonly string[];
  /** How far guidance moved each token: what it added to its log-probability, in nats. Absent without guidance. */
  readonly moved?: readonly number[];
  /** What would have been written without guidance; null where it is the same. Absent without guidance. */
  readonly instead?: readonly (string | null)[];
}

export interface SampleFailed {
  readonly state: 'failed';
  readonly error: { readonly name: string; readonly message: string };
}

/** A line of speed.jsonl: every contender once, on the same questions, in this order. */
export interface SpeedRound {
  readonly round: number;
  readonly blocks: readonly SpeedBlock[];
}

/** One contender in one round. */
export interface SpeedBlock {
  readonly arm: string;
  readonly sequences: number;
  readonly elapsedMs: number;
  readonly answers: readonly TimedAnswer[];
}

export interface TimedAnswer {
  readonly question: string;
  readonly tokens: readonly Token[];
  readonly finish: Finish;
}

/** summary.json */
export interface Summary {
  readonly version: typeof recordVersion;
  readonly run: string;
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
  readonly arm: string;
  readonly sequences: number;
  readonly rounds: number;
  /** Median over rounds. */
  readonly tokensPerSecond: number;
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
