import { rehearse, tokensOf } from './rehearse.ts';
import { type Message, open, type Token } from './sequence.ts';
import type { Finish, Strategy, StrategyEvent } from './strategy.ts';

/** What a strategy wrote after a prompt. */
export interface Generation {
  /** Everything reported as written, in order, without end tokens. */
  readonly tokens: readonly Token[];
  readonly events: readonly StrategyEvent[];
  readonly finish: Finish;
}

export interface GenerateOptions {
  /** @default 0 */
  readonly seed?: number;
  /** @default 256 */
  readonly maxTokens?: number;
  /** @default [] */
  readonly stop?: readonly string[];
  readonly signal?: AbortSignal;
  /** Asks for the odds of every token, with this many of the likeliest. @default odds where guidance changed the best */
  readonly odds?: number;
}

/**
 * Answers one prompt: opens a sequence, lets the strategy write until it finishes, and marks the sequence done. An
 * abort rejects with the signal's reason, a seed, a length or a number of odds that makes no sense with a RangeError.
 */
export async function generate(
  strategy: Strategy,
  prompt: readonly Message[],
  { seed = 0, maxTokens = 256, stop = [], signal, odds }: GenerateOptions = {},
): Promise<Generation> {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, found ${seed}.`);
  if (!(maxTokens >= 0)) throw new RangeError(`maxTokens must be 0 or more, found ${maxTokens}.`);
  if (odds !== undefined && !(Number.isSafeInteger(odds) && odds >= 0))
    throw new RangeError(`odds must be a whole number, 0 or more, found ${odds}.`);
  const sequence = open(prompt);
  try {
    const turn = { seed, maxTokens, stop, ...(signal && { signal }), ...(odds !== undefined && { odds }) };
    const { events, finish } = await rehearse(strategy, sequence, turn);
    return { tokens: tokensOf(events), events, finish };
  } finally {
    sequence.done = true;
  }
}
