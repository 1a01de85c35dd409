import type { Stretch } from '@vr/bench/record';
import { scoreAnswer } from '@vr/bench/score';
import type { Look } from '../answer/looks.ts';
import type { ChatNews, TokensEvent } from '../api/chat.ts';
import { type Verdict, verdictOfScore } from '../questions/verdict.ts';

/** An answer in the making. Times are those of this browser. */
export interface Answer {
  readonly state: 'idle' | 'writing' | 'done' | 'stopped' | 'failed';
  readonly written: readonly Stretch[];
  readonly tokens: number;
  /** Looks that led to another one. */
  readonly looks: readonly Look[];
  readonly takeOvers: number;
  /** Tokens that were written only to be read. */
  readonly dropped: number;
  readonly imageTokens: number | undefined;
  readonly askedAtMs: number;
  readonly firstTokenAtMs: number | undefined;
  readonly lastTokenAtMs: number | undefined;
  readonly finish: string | undefined;
  /** Why it failed. */
  readonly problem: string | undefined;
}

/** Nothing asked yet. */
export const idle: Answer = {
  state: 'idle',
  written: [],
  tokens: 0,
  looks: [],
  takeOvers: 0,
  dropped: 0,
  imageTokens: undefined,
  askedAtMs: 0,
  firstTokenAtMs: undefined,
  lastTokenAtMs: undefined,
  finish: undefined,
  problem: undefined,
};

/** Just asked. */
export function asked(nowMs: number): Answer {
  return { ...idle, state: 'writing', askedAtMs: nowMs };
}

/** The answer with what has just come in. */
export function withNews(answer: Answer, news: ChatNews, nowMs: number): Answer {
  const { tokens: events, asides, imageTokens, finish } = news;
  const count = events.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return {
    ...answer,
    written: events.reduce(withTokens, answer.written),
    tokens: answer.tokens + count,
    looks: [...answer.looks, ...asides.filter((event) => event.type === 'escalation')],
    takeOvers:
      answer.takeOvers + asides.filter((event) => event.type === 'handoff' && event.to === 'large').length,
    dropped: asides.reduce(
      (sum, event) => sum + (event.type === 'dropped' ? event.count : 0),
      answer.dropped,
    ),
    imageTokens: imageTokens ?? answer.imageTokens,
    firstTokenAtMs: answer.firstTokenAtMs ?? (count > 0 ? nowMs : undefined),
    lastTokenAtMs: count > 0 ? nowMs : answer.lastTokenAtMs,
    finish: finish ?? answer.finish,
  };
}

function withTokens(written: readonly Stretch[], event: TokensEvent): readonly Stretch[] {
  const last = written.at(-1);
  const stretch = stretchOf(event);
  if (last?.by !== stretch.by || (last.moved === undefined) !== (stretch.moved === undefined))
    return [...written, stretch];
  const joined: Stretch = {
    by: last.by,
    texts: [...last.texts, ...stretch.texts],
    ...(last.moved && stretch.moved && { moved: [...last.moved, ...stretch.moved] }),
    ...(last.instead && stretch.instead && { instead: [...last.instead, ...stretch.instead] }),
  };
  return [...written.slice(0, -1), joined];
}

function stretchOf({ by, tokens }: TokensEvent): Stretch {
  const texts = tokens.map(({ text }) => text);
  if (!tokens.every(({ moved }) => moved !== undefined)) return { by, texts };
  return {
    by,
    texts,
    moved: tokens.map(({ moved }) => moved ?? 0),
    instead: tokens.map(({ instead }) => instead ?? null),
  };
}

/** From asking to the first token. */
export function waitMs({ askedAtMs, firstTokenAtMs }: Answer): number | undefined {
  return firstTokenAtMs === undefined ? undefined : firstTokenAtMs - askedAtMs;
}

/**
 * From asking to the last token. Not from the first token: short answers come in one piece, and what lies between
 * its ends is no time at all.
 */
export function tokensPerSecond({ tokens, askedAtMs, lastTokenAtMs }: Answer): number | undefined {
  return lastTokenAtMs === undefined ? undefined : (tokens / (lastTokenAtMs - askedAtMs)) * 1000;
}

/** What was read out of a finished answer and how it compares with the target; without a target, no verdict. */
export function marked(
  { state, written }: Answer,
  target: string | undefined,
): { verdict?: Verdict; read?: string } {
  if (state !== 'done') return {};
  const text = written.flatMap(({ texts }) => texts).join('');
  const { value, read } = scoreAnswer(text, { target: target ?? '' });
  return {
    ...(target !== undefined && { verdict: verdictOfScore({ value, read }) }),
    ...(read !== undefined && { read }),
  };
}
