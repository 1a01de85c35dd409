/** What a run is asked to measure, as types. Imports nothing that needs Node. */
import type { Split, SuiteName } from './suites/suite.ts';

export type ModelName = 'large-base' | 'small-base' | 'small-expert' | 'large-expert';

/** A model alone, or a method over several. */
export type ArmName =
  | ModelName
  | 'proxy-thinker'
  | 'speculative-thinking'
  | 'vision-think'
  | 'always-low'
  | 'escalate'
  | 'all-three';

/** What may be set of a way to answer; what is absent is as `arms.ts` says. */
export interface ArmParameters {
  /** The weight of guidance. */
  readonly alpha?: number;
  /** Of Speculative Thinking, as in @vr/core: whose opening is read, and where a take-over is thought of at all. */
  readonly judge?: 'small' | 'large';
  readonly asksAt?: 'cues' | 'every thought';
  /** How much of an opening is read, how much the large model writes of it, and what ends what it writes. */
  readonly judgedTokens?: number;
  readonly openingTokens?: number;
  readonly handsBackAfter?: 'tokens' | 'thought';
}

/** A way to answer, by name and settings. */
export interface ArmChoice {
  readonly name: ArmName;
  readonly parameters: ArmParameters;
}

/** Everything that decides what is measured. */
export interface Plan {
  readonly suites: readonly { readonly name: SuiteName; readonly version: number }[];
  readonly arms: readonly ArmChoice[];
  /** Questions per suite and arm. */
  readonly limit: number;
  readonly seed: number;
  /** Choices are made on validation questions, and reported on test questions. */
  readonly split: Exclude<Split, 'train'>;
  /** Validation questions per suite, of another seed, from which `escalate` learns when to look again. */
  readonly calibration: number;
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
  /** How many sequences at once, one contender each; none: ProxyThinker is not timed against naive. */
  readonly sequences: readonly number[];
  /** Which ways to answer are timed against each other, as many at once as there are lanes. */
  readonly arms: readonly ArmChoice[];
  /** Questions per round for contenders that take one sequence at a time; the others get several for each sequence. */
  readonly questions: number;
  /** No new round starts after this long. */
  readonly budgetMs: number;
}
