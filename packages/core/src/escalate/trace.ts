import type { Tokenizer } from '../model.ts';
import type { Odds } from '../odds.ts';
import { rehearse, tokensOf } from '../rehearse.ts';
import { withOdds } from '../reported-odds.ts';
import type { Item, Sequence, Token } from '../sequence.ts';
import type { Finish, Strategy, StrategyEvent, Turn } from '../strategy.ts';
import { answerSpan, type Span, tokensIn } from './answer-span.ts';

/** What is known of an answer once it is written, and nobody has seen it yet. */
export interface Trace {
  readonly text: string;
  /** Without the end token. */
  readonly tokens: readonly Token[];
  /** One for each token, with the likeliest few at its place; undefined where none were reported. */
  readonly odds: readonly (Odds | undefined)[];
  /** The tokens that say the answer, as indices into `tokens`; undefined if there is no answer in them. */
  readonly answer: Span | undefined;
  readonly finish: Finish;
  /** As the strategy reported them, with more odds than the turn asked for. */
  readonly events: readonly StrategyEvent[];
  /** What was read: the tape before the answer. */
  readonly question: readonly Item[];
  /** The tape with the answer on it. */
  readonly sequence: Sequence;
  readonly turn: Turn;
}

/** How many of the likeliest tokens a trace keeps at each place: every option of a question, and then some. */
const likeliest = 20;

/** Lets a strategy answer on `sequence` without telling anyone, odds kept. */
export async function trace(
  answer: Strategy,
  tokenizer: Tokenizer,
  sequence: Sequence,
  turn: Turn,
): Promise<Trace> {
  const question = [...sequence.items];
  const asked = { ...turn, odds: Math.max(likeliest, turn.odds ?? 0) };
  const { events, finish } = await rehearse(answer, sequence, asked);
  const tokens = tokensOf(events);
  const text = tokenizer.decode(tokens);
  const span = answerSpan(text);
  return {
    text,
    tokens,
    odds: events.flatMap((event) =>
      event.type === 'tokens' ? event.tokens.map((_, i) => event.odds?.[i]) : [],
    ),
    answer: span && tokensIn(span, tokens, tokenizer),
    finish,
    events,
    question,
    sequence,
    turn,
  };
}

/** The events of a trace with the odds that its turn asked for, and no more. */
export function eventsOf({ events, turn }: Trace): StrategyEvent[] {
  return events.map((event) => withOdds(event, turn.odds));
}
