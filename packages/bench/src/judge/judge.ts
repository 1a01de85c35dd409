/**
 * A published way to have answers marked by another model. What it asks and how it reads the replies is a generator: it yields
 * calls and is sent replies, so that the same lines ask an endpoint and read a record of what one replied.
 */
import type { Mark } from '../scorers/scorer.ts';

export interface JudgeMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** What a judge is asked in one go, and how its reply is sampled. */
export interface JudgeCall {
  readonly messages: readonly JudgeMessage[];
  readonly temperature: number;
  readonly maxTokens: number;
}

export type Judging = Generator<JudgeCall, Mark, string>;

/** What a judge has to know of a question. */
export interface JudgedProblem {
  readonly question: string;
  readonly answer: string;
}

export interface Judge {
  /** Such as `visionthink.judge`. */
  readonly name: string;
  /** The revision of the code that it reproduces, or our own number. */
  readonly version: string;
  /** Whom the authors asked. */
  readonly usualModel: string;
  judge(response: string, problem: JudgedProblem): Judging;
}

/** Judges differ as much as rules do, so the model is part of the name: `visionthink.judge@1[gpt-4o-2024-11-20]`. */
export function judgedVersion({ version }: Pick<Judge, 'version'>, model: string): string {
  return `${version}[${model}]`;
}

/** Runs a judging on replies that may take time. */
export async function settle(judging: Judging, reply: (call: JudgeCall) => Promise<string>): Promise<Mark> {
  let step = judging.next();
  while (!step.done) step = judging.next(await reply(step.value));
  return step.value;
}

/** Runs a judging on replies that are there. */
export function settleNow(judging: Judging, reply: (call: JudgeCall) => string): Mark {
  let step = judging.next();
  while (!step.done) step = judging.next(reply(step.value));
  return step.value;
}

/** Fills `{name}` once each, whatever braces the values hold. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (slot, name: string) => values[name] ?? slot);
}

/** What was said between answer tags, as VisionThink takes it; the whole answer where there are none. */
export function taggedAnswer(response: string): string {
  return response.split('</answer>')[0]!.split('<answer>').at(-1)!.trim();
}
