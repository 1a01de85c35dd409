import { detokenizer, type StrategyEvent, type Tokenizer } from '@vr/core';
import type { ChatEvent, TokenLogprob } from './response.ts';
import { stopStrings } from './stop-strings.ts';
import { type Told, thoughts } from './thoughts.ts';
import { joined, tokenLogprob, writtenToken } from './token-reports.ts';

/** What to tell of each token beside its text. */
export interface Reports {
  readonly logprobs: boolean;
  readonly events: boolean;
}

/** A piece of an answer: what has become sure since the piece before it. */
export interface Delta extends Told {
  readonly type: 'delta';
  /** How many tokens were written since the piece before. */
  readonly tokens: number;
  readonly logprobs: readonly TokenLogprob[];
  readonly events: readonly ChatEvent[];
}

/** Turns what a strategy reports into what a client reads. */
export interface Transcript {
  /** Undefined if nothing more is sure yet. */
  push(event: StrategyEvent): Delta | undefined;
  /** What was held back, once nothing more comes. */
  rest(): Delta | undefined;
  /** Whether a stop string was met. Nothing is told after it, and nothing of it. */
  stopped(): boolean;
  /** Tokens pushed so far, those that were not told included. */
  tokens(): number;
  /** How many of them are thought, the tags included. */
  reasoningTokens(): number;
}

/** A token or another event, and where its text stands in the answer. */
interface Entry {
  readonly event: StrategyEvent;
  /** Which of the event's tokens. */
  readonly index: number;
  readonly start: number;
  text: string;
}

/**
 * Stop strings are found first, thoughts in what they leave. Reports of a token are told when its text is past what
 * may be a stop string, and only for as much of its text as stands before one: joined, the texts are the answer.
 */
export function transcript(tokenizer: Tokenizer, stop: readonly string[], reports: Reports): Transcript {
  const text = detokenizer(tokenizer);
  const stops = stopStrings(stop);
  const parts = thoughts();
  const starts: number[] = [];
  const held: Entry[] = [];
  let written = 0;
  let sure = 0;
  /** Tokens that a piece has counted. */
  let counted = 0;

  const write = (more: string): Told => {
    const passed = stops.push(more);
    written += more.length;
    sure += passed.length;
    return parts.push(passed);
  };

  /** How many of the entries held may be told. A token without text waits for the one that completes its character. */
  const ready = (): number => {
    let count = 0;
    for (const [i, { event, start, text }] of held.entries()) {
      if (event.type !== 'tokens') count += count === i ? 1 : 0;
      else if (start + text.length > sure) break;
      else if (text !== '') count = i + 1;
    }
    return count;
  };

  const tell = (entries: readonly Entry[], ...told: readonly Told[]): Delta | undefined => {
    const shown = entries.map((entry) => ({ ...entry, text: entry.text.slice(0, sure - entry.start) }));
    const delta: Delta = {
      type: 'delta',
      tokens: starts.length - counted,
      content: told.map(({ content }) => content).join(''),
      reasoning: told.map(({ reasoning }) => reasoning).join(''),
      events: reports.events ? joined(shown.map((entry) => eventOf(entry, tokenizer))) : [],
      logprobs: reports.logprobs ? shown.flatMap((entry) => logprobsOf(entry, tokenizer)) : [],
    };
    const { content, reasoning, events, logprobs } = delta;
    if (!content && !reasoning && events.length === 0 && logprobs.length === 0) return undefined;
    counted = starts.length;
    return delta;
  };

  const hold = (event: StrategyEvent, index: number, text: string) => {
    if (reports.events || reports.logprobs) held.push({ event, index, start: written, text });
  };

  return {
    push(event) {
      const told: Told[] = [];
      if (event.type !== 'tokens') hold(event, 0, '');
      else
        for (const [index, token] of event.tokens.entries()) {
          const more = text.push([token]);
          starts.push(written);
          hold(event, index, more);
          told.push(write(more));
        }
      return tell(held.splice(0, ready()), ...told);
    },
    rest() {
      const torn = text.rest();
      const last = held.findLast(({ event }) => event.type === 'tokens');
      if (last) last.text += torn;
      const told = write(torn);
      const passed = stops.rest();
      sure += passed.length;
      const entries = held.splice(0).filter(({ start }) => !stops.met() || start < sure);
      return tell(entries, told, parts.push(passed), parts.rest());
    },
    stopped: stops.met,
    tokens: () => starts.length,
    reasoningTokens: () => starts.filter((start) => parts.covers(start)).length,
  };
}

function eventOf({ event, index, text }: Entry, tokenizer: Tokenizer): ChatEvent {
  if (event.type === 'escalation') {
    const { type, scale, because, written } = event;
    return { type, scale, because, text: tokenizer.decode(written) };
  }
  if (event.type !== 'tokens') return event;
  return { type: 'tokens', by: event.by, tokens: [writtenToken(event, index, text, tokenizer)] };
}

function logprobsOf({ event, index, text }: Entry, tokenizer: Tokenizer): TokenLogprob[] {
  return event.type === 'tokens' ? [tokenLogprob(event, index, text, tokenizer)] : [];
}

/** Two pieces of an answer, one after the other, as one. */
export function merged(first: Delta, second: Delta): Delta {
  return {
    type: 'delta',
    tokens: first.tokens + second.tokens,
    content: first.content + second.content,
    reasoning: first.reasoning + second.reasoning,
    logprobs: [...first.logprobs, ...second.logprobs],
    events: joined([...first.events, ...second.events]),
  };
}
