import type { StrategyEvent, Token } from '@vr/core';
import { uniform } from '@vr/core';
import { bytes } from '@vr/core/testing';
import { describe, expect, test } from 'vitest';
import { type Delta, transcript } from './transcript.ts';

const odds = (token: Token) => ({
  logProbability: -token / 100,
  entropy: 1,
  unguided: { logProbability: -token / 50, best: token % 3 === 0 ? token : 65, changed: token % 3 !== 0 },
  best: [{ token, logProbability: -token / 100 }],
});

/** `tokens` as events of random length by writers in turn, with drafts between some. */
function eventsOf(tokens: readonly Token[], seed: number): StrategyEvent[] {
  const events: StrategyEvent[] = [];
  for (let at = 0, n = 0; at < tokens.length; n++) {
    const some = tokens.slice(at, at + 1 + Math.floor(uniform(seed, n, 1) * 4));
    if (uniform(seed, n, 2) < 0.2) events.push({ type: 'draft', proposed: n, accepted: 0 });
    const by = uniform(seed, n, 3) < 0.5 ? 'small' : 'large';
    events.push({ type: 'tokens', tokens: some, by, odds: some.map(odds) });
    at += some.length;
  }
  return events;
}

function told(events: readonly StrategyEvent[], stop: readonly string[] = []) {
  const reader = transcript(bytes, stop, { logprobs: true, events: true });
  const deltas: Delta[] = [];
  for (const event of events) {
    const delta = reader.push(event);
    if (delta) deltas.push(delta);
    if (reader.stopped()) break;
  }
  const rest = reader.rest();
  const all = rest ? [...deltas, rest] : deltas;
  const said = all.flatMap(({ events }) => events);
  return {
    content: all.map(({ content }) => content).join(''),
    reasoning: all.map(({ reasoning }) => reasoning).join(''),
    logprobs: all.flatMap(({ logprobs }) => logprobs),
    drafts: said.filter(({ type }) => type === 'draft').length,
    written: said.flatMap((event) => (event.type === 'tokens' ? event.tokens : [])),
    writers: said.flatMap((event) => (event.type === 'tokens' ? event.tokens.map(() => event.by) : [])),
    counted: all.reduce((total, { tokens }) => total + tokens, 0),
    tokens: reader.tokens(),
    reasoningTokens: reader.reasoningTokens(),
    stopped: reader.stopped(),
  };
}

const words = ['<think>', '</think>', '<', 'naïve', ' → ', '😀', 'a', 'b', 'ab\n'];
const textOf = (seed: number) =>
  Array.from({ length: 10 }, (_, at) => words[Math.floor(uniform(seed, at, 0) * words.length)]).join('');

describe('a transcript', () => {
  test('says the same however the tokens come', () => {
    for (let seed = 0; seed < 200; seed++) {
      const tokens = bytes.encode(textOf(seed));
      const stop = seed % 2 ? ['b\n', '→ a'] : [];
      const one = told(eventsOf(tokens, seed), stop);
      const other = told(eventsOf(tokens, seed + 1000), stop);
      for (const part of ['content', 'reasoning', 'stopped'] as const) expect(other[part]).toEqual(one[part]);
      expect(other.written).toEqual(one.written);
      expect(other.logprobs).toEqual(one.logprobs);
    }
  });

  test('joins to the text up to the stop string, token by token too', () => {
    for (let seed = 0; seed < 200; seed++) {
      const text = textOf(seed);
      const stop = seed % 2 ? ['b\n', '→ a'] : [];
      const events = eventsOf(bytes.encode(text), seed);
      const { content, reasoning, written, logprobs, writers, stopped } = told(events, stop);
      const ends = stop.map((one) => text.indexOf(one)).filter((at) => at >= 0);
      const before = ends.length > 0 ? text.slice(0, Math.min(...ends)) : text;
      expect(stopped).toBe(ends.length > 0);
      expect(written.map(({ text }) => text).join('')).toBe(before);
      expect(logprobs.map(({ token }) => token).join('')).toBe(before);
      expect(content.length + reasoning.length).toBeLessThanOrEqual(before.length);
      if (!before.includes('<think>')) expect(content).toBe(before);
      const writersOf = events.flatMap((event) =>
        event.type === 'tokens' ? event.tokens.map(() => event.by) : [],
      );
      expect(writers).toEqual(writersOf.slice(0, writers.length));
    }
  });

  test('counts every token once, those of thoughts and tags among them', () => {
    for (let seed = 0; seed < 200; seed++) {
      const text = textOf(seed);
      const events = eventsOf(bytes.encode(text), seed);
      const { counted, tokens, reasoningTokens, drafts } = told(events);
      expect(tokens).toBe(bytes.encode(text).length);
      expect(counted).toBe(tokens);
      expect(drafts).toBe(events.filter(({ type }) => type === 'draft').length);
      const thought = text.match(/<think>.*?(<\/think>|$)/gs)?.join('') ?? '';
      expect(reasoningTokens).toBe(bytes.encode(thought).length);
    }
  });

  test('tells how guidance moved a token, and what it replaced', () => {
    const { written, logprobs } = told([
      { type: 'tokens', tokens: [99, 98], by: 'x', odds: [odds(99), odds(98)] },
    ]);
    expect(written).toEqual([
      { text: 'c', moved: 0.99, instead: null },
      { text: 'b', moved: 0.98, instead: 'A' },
    ]);
    expect(logprobs[0]).toEqual({
      token: 'c',
      logprob: -0.99,
      bytes: [99],
      top_logprobs: [{ token: 'c', logprob: -0.99, bytes: [99] }],
    });
  });

  test('says nothing about tokens that is not asked for', () => {
    const reader = transcript(bytes, [], { logprobs: false, events: false });
    expect(reader.push({ type: 'draft', proposed: 4, accepted: 2 })).toBeUndefined();
    expect(reader.push({ type: 'tokens', tokens: [97], by: 'x' })).toEqual({
      type: 'delta',
      tokens: 1,
      content: 'a',
      reasoning: '',
      events: [],
      logprobs: [],
    });
  });
});

test('an escalation tells in words what was said before it', () => {
  const reader = transcript(bytes, [], { logprobs: false, events: true });
  const written = bytes.encode('maybe 3');
  const delta = reader.push({ type: 'escalation', scale: 1, because: 'in doubt', written });
  expect(delta?.events).toEqual([{ type: 'escalation', scale: 1, because: 'in doubt', text: 'maybe 3' }]);
});
