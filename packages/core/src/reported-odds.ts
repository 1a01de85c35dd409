import type { Logits } from './model.ts';
import { firstOf, type Odds, oddsOf } from './odds.ts';
import type { Token } from './sequence.ts';
import type { StrategyEvent } from './strategy.ts';

/**
 * The odds to report of a token: with the `count` likeliest beside it if a turn asks for that, else only where guidance
 * changed which token is the best. To notice that takes one look at the unguided scores, and the rest is rare.
 */
export function reportedOdds(
  logits: Logits,
  index: number,
  token: Token,
  count: number | undefined,
): Odds | undefined {
  if (count !== undefined) return oddsOf(logits, index, token, count);
  const { unguided } = logits;
  if (!unguided || firstOf(unguided, index) === firstOf(logits, index)) return undefined;
  return oddsOf(logits, index, token, 0);
}

/** An event that reports more odds, as it would be for this `count`. */
export function withOdds(event: StrategyEvent, count: number | undefined): StrategyEvent {
  if (event.type !== 'tokens' || !event.odds) return event;
  const { odds: reported, ...rest } = event;
  const odds = reported.map((one) => {
    const hears = one && (count !== undefined || one.unguided?.changed);
    return hears ? { ...one, best: one.best.slice(0, count ?? 0) } : undefined;
  });
  return { ...rest, ...(odds.some(Boolean) && { odds }) };
}
