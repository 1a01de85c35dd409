import type { Sequence, Token } from './sequence.ts';
import type { Finish, Strategy, StrategyEvent, Turn } from './strategy.ts';

/** What a strategy wrote without its being reported. */
export interface Rehearsal {
  /** Number of items on the tape before. */
  readonly mark: number;
  readonly events: readonly StrategyEvent[];
  readonly finish: Finish;
}

/** Runs a strategy without reporting it. Send on `events` to keep what it wrote, or truncate the tape to `mark`. */
export async function rehearse(strategy: Strategy, sequence: Sequence, turn: Turn): Promise<Rehearsal> {
  const mark = sequence.items.length;
  const events: StrategyEvent[] = [];
  const steps = strategy(sequence, turn);
  for (;;) {
    const step = await steps.next();
    if (step.done) return { mark, events, finish: step.value };
    events.push(step.value);
  }
}

/** The tokens that events report, in order. */
export function tokensOf(events: readonly StrategyEvent[]): Token[] {
  return events.flatMap((event) => (event.type === 'tokens' ? event.tokens : []));
}
