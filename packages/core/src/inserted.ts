import type { Token } from './sequence.ts';
import type { Strategy, StrategyEvent } from './strategy.ts';

/** Who wrote what no model wrote. */
const nobody = 'inserted';

/** Puts given tokens on the tape: a sentence, a hint. No model writes them, and they have no odds. */
export function inserted(tokens: readonly Token[]): Strategy {
  return async function* (sequence, { maxTokens }) {
    const fitting = tokens.slice(0, maxTokens);
    sequence.items.push(...fitting);
    if (fitting.length > 0) yield { type: 'tokens', tokens: fitting, by: nobody };
    return 'length';
  };
}

/** Whether no model wrote what this event reports. */
export function isInserted(event: StrategyEvent): boolean {
  return event.type === 'tokens' && event.by === nobody;
}
