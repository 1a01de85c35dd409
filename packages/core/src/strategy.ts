import type { Odds } from './odds.ts';
import type { Sequence, Token } from './sequence.ts';

/** What happened, in order. Readers: the text stream, the trace file, the dashboard. */
export type StrategyEvent =
  /**
   * Written for good: a strategy never takes back what it has reported. `odds`: one for each token; if none were asked
   * for, undefined but where guidance changed which token is the best, and absent if it changed none.
   */
  | {
      readonly type: 'tokens';
      readonly tokens: readonly Token[];
      readonly by: string;
      readonly odds?: readonly (Odds | undefined)[];
    }
  | { readonly type: 'draft'; readonly proposed: number; readonly accepted: number }
  | { readonly type: 'handoff'; readonly to: 'small' | 'large'; readonly because: string }
  /** One of two writers wrote so many tokens only to be read, and they were dropped: they never were reported. */
  | { readonly type: 'dropped'; readonly by: 'small' | 'large'; readonly count: number }
  /**
   * What was written so far is not the answer, and the picture is looked at again. `scale`: side of what is shown now,
   * as a share of the original's. `written`: the tokens that stay behind.
   */
  | {
      readonly type: 'escalation';
      readonly scale: number;
      readonly because: string;
      readonly written: readonly Token[];
    };

/** The model ended its answer, met a stop string, or ran out of room. An abort throws instead. */
export type Finish = 'end' | 'stop' | 'length';

/** How far to write, and who may stop it. */
export interface Turn {
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** Seeds the counter-based noise: what a sequence says depends on its seed and text, never on its neighbours. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Asks for the odds of every token, with this many of the likeliest. @default odds where guidance changed the best */
  readonly odds?: number;
}

/** Writes the continuation of a sequence into it, and reports each step. */
export type Strategy = (sequence: Sequence, turn: Turn) => AsyncGenerator<StrategyEvent, Finish>;
