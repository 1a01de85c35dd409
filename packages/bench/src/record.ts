/**
 * What a run leaves behind, as types. A run folder holds
 *
 *     run.json          what was asked, of what, where (rewritten as the run goes on)
 *     calibration.json  when `escalate` looks again, learned before the first test question
 *     samples.jsonl     one answer a line, in the order they were finished; the last line of a key counts
 *     images/           what the models saw, one PNG for each picture, named by its content
 *     speed.jsonl       one timed round a line
 *     summary.json      computed from those above, never measured
 *     report.md         the summary for people
 *     study.json, .md   the figures of a study, computed likewise
 *
 * This file imports nothing that needs Node, so that a browser may read run folders with it.
 */
import type { Finish, Token } from '@vr/core';
import type { ArmChoice, ArmName, Plan } from './plan.ts';
import type { SuiteName } from './suites/suite.ts';

export type * from './plan.ts';
export type * from './summary-record.ts';

/** Raised when a reader of older files would misunderstand newer ones. */
export const recordVersion = 3;

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
  /** Tokens of the answer, counted where they were written; the closing token is not among them. */
  readonly tokens: number;
  /** Of these, how many the large model wrote. */
  readonly largeTokens: number;
  /** What each wrote only to be read, and is not in the answer: openings that were not kept. */
  readonly dropped: { readonly small: number; readonly large: number };
  /** How often the large model took over from the small one. */
  readonly takeOvers: number;
  /** Image tokens shown, of all looks together. */
  readonly visualTokens: number;
  /** What was said before the picture was looked at again, and is not in the answer. */
  readonly escalations: readonly Escalation[];
  /** 0 to 1. */
  readonly value: number;
  /** What was read out of the answer; absent if nothing could be. */
  readonly read: string | undefined;
  /** From asking to the last token, among its neighbours in the batch. */
  readonly elapsedMs: number;
  /** The answer token by token: the texts joined are the answer. */
  readonly written: readonly Stretch[];
}

/** A look that led to another one. */
export interface Escalation {
  /** Side of what is shown now, as a share of the picture's own. */
  readonly scale: number;
  readonly because: string;
  /** What was said before it, and in how many tokens. */
  readonly text: string;
  readonly tokens: number;
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

/** calibration.json: what was learned from validation questions. */
export interface Calibration {
  /** `escalate` looks again at this need and above; undefined: only where there is no answer at all. */
  readonly threshold: number | undefined;
  /** The share of the questions in want of the full picture that may be missed. */
  readonly missable: number;
  /** How many questions were tried, and how many of them were right on the full picture only. */
  readonly questions: number;
  readonly wanting: number;
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
