import { isInserted } from '../inserted.ts';
import type { StrategyEvent } from '../strategy.ts';

/** A stretch that the large model wrote. */
export interface TakeOver {
  /** Why it was asked. */
  readonly because: string;
  /** Tokens written before its first. */
  readonly position: number;
  /** Tokens that it wrote, its end token not counted. */
  readonly length: number;
}

/** Tokens on the tape by who wrote them, and those that were dropped. */
export interface Authors {
  readonly small: number;
  readonly large: number;
  /** Sentences that no model wrote. */
  readonly inserted: number;
  /** Openings that were read and do not stay: they cost what written ones do. */
  readonly dropped: { readonly small: number; readonly large: number };
}

/** Every take-over that these events tell of, in order. Those of a Speculative Thinking within another look the same. */
export function takeOversOf(events: readonly StrategyEvent[]): TakeOver[] {
  const found: TakeOver[] = [];
  let position = 0;
  let open: TakeOver | undefined;
  const close = () => {
    if (open) found.push(open);
    open = undefined;
  };
  for (const event of events) {
    if (event.type === 'handoff') close();
    if (event.type === 'handoff' && event.to === 'large')
      open = { because: event.because, position, length: 0 };
    if (event.type !== 'tokens') continue;
    position += event.tokens.length;
    if (open) open = { ...open, length: open.length + event.tokens.length };
  }
  close();
  return found;
}

/**
 * How many tokens each wrote of what these events report. `large` of all that stayed is what the paper calls modify
 * ratio.
 */
export function authorsOf(events: readonly StrategyEvent[]): Authors {
  const count = { small: 0, large: 0, inserted: 0, dropped: { small: 0, large: 0 } };
  let writer: 'small' | 'large' = 'small';
  for (const event of events) {
    if (event.type === 'handoff') writer = event.to;
    if (event.type === 'dropped') count.dropped[event.by] += event.count;
    if (event.type === 'tokens') count[isInserted(event) ? 'inserted' : writer] += event.tokens.length;
  }
  return count;
}
