import { expect, test } from 'vitest';
import type { TokensEvent } from '../api/chat.ts';
import { type Answer, asked, marked, tokensPerSecond, waitMs, withNews } from './answer.ts';

const guided: TokensEvent = {
  type: 'tokens',
  by: 'guided',
  tokens: [
    { text: '<answer>', moved: 2, instead: null },
    { text: '4', moved: -1, instead: '5' },
  ],
};
const plain: TokensEvent = { type: 'tokens', by: 'large-base', tokens: [{ text: '</answer>' }] };

const nothing = { tokens: [], asides: [], imageTokens: undefined, finish: undefined };

function after(...events: readonly TokensEvent[]): Answer {
  return events.reduce(
    (answer, event, i) => withNews(answer, { ...nothing, tokens: [event] }, 100 * (i + 1)),
    asked(0),
  );
}

test('however the tokens come in, the answer is the same', () => {
  const atOnce = withNews(asked(0), { ...nothing, tokens: [guided, plain] }, 1);
  const single = guided.tokens.map((token) => ({ ...guided, tokens: [token] }));
  expect(after(...single, plain).written).toEqual(atOnce.written);
  expect(atOnce.tokens).toBe(3);
});

test('a new writer begins a new stretch', () => {
  expect(after(guided, plain, plain).written).toEqual([
    { by: 'guided', texts: ['<answer>', '4'], moved: [2, -1], instead: [null, '5'] },
    { by: 'large-base', texts: ['</answer>', '</answer>'] },
  ]);
});

test('time and speed count from asking', () => {
  const answer = after(guided, plain, plain);
  expect(waitMs(answer)).toBe(100);
  expect(tokensPerSecond(answer)).toBe((4 / 300) * 1000);
  expect(waitMs(asked(0))).toBeUndefined();
  expect(tokensPerSecond(asked(0))).toBeUndefined();
});

test('an answer is marked when it is done', () => {
  const done: Answer = { ...after(guided, plain), state: 'done' };
  expect(marked(done, '4')).toEqual({ verdict: 'right', read: '4' });
  expect(marked(done, '5')).toEqual({ verdict: 'wrong', read: '4' });
  expect(marked(done, undefined)).toEqual({ read: '4' });
  expect(marked({ ...after(guided), state: 'done' }, '4')).toEqual({ verdict: 'unparsed' });
  expect(marked(after(guided, plain), '4')).toEqual({});
});

test('looks, take-overs and what was dropped add up', () => {
  const look = { type: 'escalation', scale: 1, because: 'asked for resize', text: 'too small' } as const;
  const asides = [look, { type: 'handoff', to: 'large' }, { type: 'handoff', to: 'small' }] as const;
  const first = withNews(asked(0), { ...nothing, asides }, 1);
  const dropped = { type: 'dropped', count: 4 } as const;
  const second = withNews(first, { ...nothing, asides: [dropped, dropped], imageTokens: 80 }, 2);
  expect(second).toMatchObject({ looks: [look], takeOvers: 1, dropped: 8, imageTokens: 80 });
});
