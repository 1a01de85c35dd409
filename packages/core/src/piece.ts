import { completes, reachOf } from './completes.ts';
import type { Tokenizer } from './model.ts';
import { replayed } from './rehearse.ts';
import type { Sequence, Token } from './sequence.ts';
import type { Finish, Strategy, StrategyEvent, Turn } from './strategy.ts';

/** A turn that several writers share, one piece after the other. */
export interface Page {
  readonly sequence: Sequence;
  readonly turn: Turn;
  readonly tokenizer: Tokenizer;
  /** Length of the tape when the turn began. */
  readonly start: number;
  /** Length of the tape at which the turn is over. */
  readonly limit: number;
}

/** The page of a turn that begins at the end of the tape. */
export function pageOf(sequence: Sequence, turn: Turn, tokenizer: Tokenizer): Page {
  const { length: start } = sequence.items;
  return { sequence, turn, tokenizer, start, limit: start + turn.maxTokens };
}

/** Where a piece ends unless the turn does: after this many tokens, or with one of these texts. */
export interface PieceBounds {
  /** @default Infinity */
  readonly tokens?: number;
  /** @default [] */
  readonly upTo?: readonly string[];
}

/** Why a piece ended: the turn is over, one of `upTo` is complete, or the writer wrote what it was asked for. */
export type PieceEnd =
  | { readonly type: 'over'; readonly finish: Finish }
  | { readonly type: 'met'; readonly text: string }
  | { readonly type: 'full' };

/**
 * Lets one writer go on where the last one left off. Stop strings of the turn, and the texts in `upTo`, may begin in
 * what another wrote; the token that completes one is the last of the piece. The turn is never overrun.
 */
export async function* writePiece(
  page: Page,
  writer: Strategy,
  { tokens = Infinity, upTo = [] }: PieceBounds = {},
): AsyncGenerator<StrategyEvent, PieceEnd> {
  const { sequence, turn, limit } = page;
  const { items } = sequence;
  const from = items.length;
  let length = from;
  if (length >= limit) return { type: 'over', finish: 'length' };
  if (tokens <= 0) return { type: 'full' };
  const stop = [...turn.stop, ...upTo];
  const reach = reachOf(stop);
  const steps = writer(sequence, { ...turn, stop, maxTokens: Math.min(tokens, limit - length) });
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done) return endOf(step.value, length > from);
      const event = step.value;
      if (event.type === 'tokens') {
        for (const i of event.tokens.keys()) {
          const end = endAt(page, ++length, reach, upTo);
          if (!end) continue;
          items.length = length;
          yield part(event, 0, i + 1);
          return end;
        }
      }
      yield event;
    }
  } finally {
    await steps.return('stop');
  }
}

/** A writer that fills nothing would be asked for ever. */
function endOf(finish: Finish, wrote: boolean): PieceEnd {
  return finish === 'length' && wrote ? { type: 'full' } : { type: 'over', finish };
}

/** Why the piece ends with the token before `length`; undefined if it goes on. */
function endAt(
  { sequence, turn, tokenizer, start, limit }: Page,
  length: number,
  reach: number,
  upTo: readonly string[],
): PieceEnd | undefined {
  const recent = sequence.items.slice(Math.max(start, length - reach), length);
  const tokens = recent.filter((item) => typeof item === 'number');
  if (completes(tokenizer, tokens, turn.stop) !== undefined) return { type: 'over', finish: 'stop' };
  if (length >= limit) return { type: 'over', finish: 'length' };
  const text = completes(tokenizer, tokens, upTo);
  return text === undefined ? undefined : { type: 'met', text };
}

type TokensEvent = Extract<StrategyEvent, { readonly type: 'tokens' }>;

/** Some of the tokens of an event, as an event. */
function part(event: TokensEvent, start: number, end: number): TokensEvent {
  const { tokens, odds } = event;
  return { ...event, tokens: tokens.slice(start, end), ...(odds && { odds: odds.slice(start, end) }) };
}

/** A piece that nobody has been told of yet. */
export interface RehearsedPiece {
  /** What it put on the tape, an end token included. */
  readonly written: readonly Token[];
  readonly events: readonly StrategyEvent[];
  readonly end: PieceEnd;
}

/** Lets a writer write a piece and takes it off the tape again, also if it fails. `keepPiece` puts it back. */
export async function rehearsePiece(
  page: Page,
  writer: Strategy,
  bounds: PieceBounds,
): Promise<RehearsedPiece> {
  const { items } = page.sequence;
  const { length: mark } = items;
  const events: StrategyEvent[] = [];
  try {
    const steps = writePiece(page, writer, bounds);
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) events.push(step.value);
    const written = items.slice(mark).filter((item) => typeof item === 'number');
    return { written, events, end: step.value };
  } finally {
    items.length = mark;
  }
}

/** Puts a rehearsed piece on the tape and reports it. */
export function* keepPiece(page: Page, piece: RehearsedPiece): Generator<StrategyEvent, PieceEnd> {
  yield* replayed(page.sequence, piece.events, piece.written);
  return piece.end;
}

/** A rehearsed piece in two: its first `count` tokens, and the rest. */
export function splitPiece(
  { written, events, end }: RehearsedPiece,
  count: number,
): readonly [RehearsedPiece, RehearsedPiece] {
  const before: StrategyEvent[] = [];
  const after: StrategyEvent[] = [];
  let seen = 0;
  for (const event of events) {
    if (event.type !== 'tokens') {
      (seen < count ? before : after).push(event);
      continue;
    }
    const { length } = event.tokens;
    const share = Math.min(length, Math.max(0, count - seen));
    if (share > 0) before.push(part(event, 0, share));
    if (share < length) after.push(part(event, share, length));
    seen += length;
  }
  return [
    { written: written.slice(0, count), events: before, end: { type: 'full' } },
    { written: written.slice(count), events: after, end },
  ];
}
