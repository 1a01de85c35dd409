import type { Sequence, Token } from './sequence.ts';
import type { Finish, Strategy, StrategyEvent, Turn } from './strategy.ts';

/** What a strategy did while nobody listened. */
export interface Rehearsal {
  /** Length of the tape beforehand. */
  readonly mark: number;
  readonly events: readonly StrategyEvent[];
  readonly finish: Finish;
}

/**
 * Lets a strategy write without telling anyone yet. To keep the outcome, yield its `events`; to drop it, cut the tape
 * back to `mark`. If it fails, the tape is as it was.
 */
export async function rehearse(strategy: Strategy, sequence: Sequence, turn: Turn): Promise<Rehearsal> {
  const { length: mark } = sequence.items;
  const events: StrategyEvent[] = [];
  try {
    const steps = strategy(sequence, turn);
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) events.push(step.value);
    return { mark, events, finish: step.value };
  } catch (error) {
    sequence.items.length = mark;
    throw error;
  }
}

/**
 * Puts what was rehearsed on a tape and reports it, event by event, so that the tape never holds more than was reported.
 * `tokens`: all that was written, an end token included.
 */
export function* replayed(
  { items }: Sequence,
  events: readonly StrategyEvent[],
  tokens: readonly Token[],
): Generator<StrategyEvent, void> {
  let reported = 0;
  for (const event of events) {
    if (event.type === 'tokens') {
      items.push(...event.tokens);
      reported += event.tokens.length;
    }
    yield event;
  }
  items.push(...tokens.slice(reported));
}

/** All tokens that the events report as written. */
export function tokensOf(events: readonly StrategyEvent[]): Token[] {
  const tokens: Token[] = [];
  for (const event of events) if (event.type === 'tokens') tokens.push(...event.tokens);
  return tokens;
}
