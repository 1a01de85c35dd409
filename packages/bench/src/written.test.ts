import type { StrategyEvent } from '@vr/core';
import { letters } from '@vr/core/testing';
import { expect, test } from 'vitest';
import { stretchesOf } from './written.ts';

const tokenizer = letters('abcdef');
const wrote = (by: string, text: string): StrategyEvent => ({
  type: 'tokens',
  tokens: tokenizer.encode(text),
  by,
});

test('tokens of one writer in a row are one stretch, however they were reported', () => {
  const events = [
    wrote('small', 'ab'),
    wrote('small', 'c'),
    { type: 'handoff', to: 'large', because: 'reflection' } as const,
    wrote('large', 'd'),
    wrote('small', 'e'),
  ];
  expect(stretchesOf(events, tokenizer)).toEqual([
    { by: 'small', texts: ['a', 'b', 'c'] },
    { by: 'large', texts: ['d'] },
    { by: 'small', texts: ['e'] },
  ]);
  expect(stretchesOf([], tokenizer)).toEqual([]);
});

test('guidance is told per token: what it added, in nats, and what it replaced', () => {
  const [a, b, c] = tokenizer.encode('abc');
  const events: StrategyEvent[] = [
    {
      type: 'tokens',
      tokens: [a!, b!],
      by: 'guided',
      odds: [
        {
          logProbability: -0.1,
          entropy: 1,
          unguided: { logProbability: -2.4567, best: c!, changed: true },
          best: [],
        },
        {
          logProbability: -0.2,
          entropy: 1,
          unguided: { logProbability: -0.1, best: b!, changed: false },
          best: [],
        },
      ],
    },
    { type: 'tokens', tokens: [c!], by: 'guided', odds: [{ logProbability: -1, entropy: 1, best: [] }] },
  ];
  expect(stretchesOf(events, tokenizer)).toEqual([
    { by: 'guided', texts: ['a', 'b'], moved: [2.36, -0.1], instead: ['c', null] },
    { by: 'guided', texts: ['c'] },
  ]);
});

test('a character that takes several tokens stands with the last of them', () => {
  const bytes = {
    ...tokenizer,
    decode: (tokens: readonly number[]) => new TextDecoder().decode(Uint8Array.from(tokens)),
  };
  const tokens = [...new TextEncoder().encode('a→'), 0xe2];
  const [stretch] = stretchesOf([{ type: 'tokens', tokens, by: 'one' }], bytes);
  expect(stretch!.texts).toEqual(['a', '', '', '→', '\uFFFD']);
});
