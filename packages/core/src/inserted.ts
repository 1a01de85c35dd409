import type { Token } from './sequence.ts';
import type { Strategy, StrategyEvent } from './strategy.ts';

/** Who wrote what no model wrote. */
const nobody = 'inserted';

/** Puts given tokens on the tape, in the name of `by`. They have no odds. */
export function recited(tokens: readonly Token[], by: string): Strategy {
  return async function* (sequence, { maxTokens }) {
    const fitting = tokens.slice(0, maxTokens);
    sequence.items.push(...fitting);
    if (fitting.length > 0) yield { type: 'tokens', tokens: fitting, by };
    return 'length';
  };
}

/** Puts tokens on the tape that no model writes: a sentence, a hint. */
export function inserted(tokens: readonly Token[]): Strategy {
  return recited(tokens, nobody);
}

/** Whether no model wrote what this event reports. */
export function isInserted(event: StrategyEvent): boolean {
  return event.type === 'tokens' && event.by === nobody;
}
