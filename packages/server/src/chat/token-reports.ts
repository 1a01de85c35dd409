import type { Odds, StrategyEvent, Tokenizer } from '@vr/core';
import type { ChatEvent, TokenLogprob } from './response.ts';

type TokensEvent = Extract<StrategyEvent, { type: 'tokens' }>;
type WrittenToken = Extract<ChatEvent, { type: 'tokens' }>['tokens'][number];

/** JSON has no −∞. */
const leastLogprob = -9999;

/** A token's entry in `logprobs`. `text`: what of it is told. */
export function tokenLogprob(
  { odds }: TokensEvent,
  index: number,
  text: string,
  tokenizer: Tokenizer,
): TokenLogprob {
  const { logProbability, best } = oddsAt(odds, index);
  return {
    ...likely(text, logProbability),
    top_logprobs: best.map((other) => likely(tokenizer.decode([other.token]), other.logProbability)),
  };
}

function likely(token: string, logProbability: number): Omit<TokenLogprob, 'top_logprobs'> {
  const bytes = token.includes('\uFFFD') ? null : [...Buffer.from(token)];
  return { token, logprob: Math.max(leastLogprob, logProbability), bytes };
}

function oddsAt(odds: TokensEvent['odds'], index: number): Odds {
  const found = odds?.[index];
  if (found) return found;
  throw new Error('The strategy was asked for the odds of its tokens and did not report them.');
}

/** A token as an event tells it. `text`: what of it is told. */
export function writtenToken(
  { tokens, odds }: TokensEvent,
  index: number,
  text: string,
  tokenizer: Tokenizer,
): WrittenToken {
  const found = odds?.[index];
  if (!found?.unguided) return { text };
  const { logProbability, best, changed } = found.unguided;
  const instead = changed && best !== tokens[index] ? tokenizer.decode([best]) : null;
  return { text, moved: Math.round((found.logProbability - logProbability) * 100) / 100, instead };
}

/** The same events; tokens that one model wrote in a row are one of them. */
export function joined(events: readonly ChatEvent[]): ChatEvent[] {
  const all: ChatEvent[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (event.type !== 'tokens') all.push(event);
    else if (last?.type === 'tokens' && last.by === event.by) last.tokens.push(...event.tokens);
    else all.push({ ...event, tokens: [...event.tokens] });
  }
  return all;
}
