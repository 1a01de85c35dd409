import { expect, test } from 'vitest';
import { generate } from '../generate.ts';
import { rehearse } from '../rehearse.ts';
import { sample } from '../sample.ts';
import { open, written } from '../sequence.ts';
import { speculativeThinking } from '../speculative-thinking.ts';
import type { Strategy } from '../strategy.ts';
import { letters, prompt, tableModel } from '../testing.ts';
import { type Mood, publishedCues } from './mood.ts';
import {
  alwaysLarge,
  type PublishedSpeculativeThinkingOptions,
  publishedSpeculativeThinking,
  unlessTheyDisagree,
} from './published.ts';
import { takeOversOf } from './take-overs.ts';

const hello = prompt('Hello.');

const tokenizer = letters('abcdefghijklmnopqrstuvwxyzLTW .,:<>/\n');

/** A model that says the character that `next` makes of all that is written; it ends after the empty string. */
const saying = (name: string, next: (text: string) => string | undefined): Strategy =>
  sample(
    tableModel(name, tokenizer, (items) => {
      const text = tokenizer.decode(items.filter((item) => typeof item === 'number'));
      const scores = new Float32Array(tokenizer.size);
      scores[tokenizer.encode(next(text) ?? '')[0] ?? tokenizer.end] = 9;
      return scores;
    }),
  );
const thinking = (...thoughts: string[]): Strategy =>
  saying('small', (text) => {
    const paragraphs = text.split('\n\n');
    const thought = thoughts[paragraphs.length - 1];
    return thought?.[paragraphs.at(-1)!.length] ?? (paragraphs.length < thoughts.length ? '\n' : undefined);
  });
const L = (count: number) => 'L'.repeat(count);
const run = async (
  options: Partial<PublishedSpeculativeThinkingOptions> & { small: Strategy },
  turn: object = {},
) => {
  const large = saying('large', () => 'L');
  const strategy = publishedSpeculativeThinking({ large, tokenizer, ...options });
  const { tokens, events, finish } = await generate(strategy, hello, { maxTokens: 500, ...turn });
  return { text: tokenizer.decode(tokens), takeOvers: takeOversOf(events), finish };
};
const recorded = (strategy: Strategy) => {
  const asked: (readonly [at: number, maxTokens: number])[] = [];
  const writer: Strategy = (sequence, turn) => {
    asked.push([sequence.items.length - 1, turn.maxTokens]);
    return strategy(sequence, turn);
  };
  return { asked, writer };
};

test('without a blank line the large model is not asked', async () => {
  const { text, takeOvers } = await run({ small: thinking('wait, yes, check') });
  expect([text, takeOvers]).toEqual(['wait, yes, check', []]);
});

test('a plain opening is thrown away and the small model asked again; the text is as if it had stayed', async () => {
  const small = recorded(thinking('first', 'a plain thought of more than twenty letters', 'done'));
  const { text } = await run({ small: small.writer });
  expect(small.asked).toEqual([
    [0, 1024],
    [7, 20],
    [7, 1024],
    [52, 20],
    [52, 1024],
  ]);
  const kept = speculativeThinking({ small: small.writer, large: small.writer, tokenizer });
  const { tokens } = await generate(kept, hello);
  expect(tokenizer.decode(tokens)).toBe(text);
});

test('an opening is read past the next blank line, and cues count inside words', async () => {
  const early = await run({ small: thinking('so', 'a', 'b', 'wait') });
  expect(early.takeOvers[0]).toEqual({ because: 'reflection', position: 4, length: 20 });
  const inside = await run({ small: thinking('so', 'the eyes of yesterday') });
  expect(inside.text).toBe(`so\n\n${L(20)}y`);
  const clean = speculativeThinking({
    small: thinking('so', 'the eyes of yesterday'),
    large: saying('large', () => 'L'),
    tokenizer,
  });
  expect(tokenizer.decode((await generate(clean, hello)).tokens)).toBe('so\n\nthe eyes of yesterday');
});

test('verification is two take-overs of 20 and 125; said by the small model only, it is none', async () => {
  const large = saying('large', (text) => 'check it '[(text.length - 4) % 9]);
  const { takeOvers } = await run({ small: thinking('so', 'wait'), large });
  expect(takeOvers).toEqual([
    { because: 'reflection', position: 4, length: 20 },
    { because: 'verification', position: 24, length: 125 },
  ]);
  expect((await run({ small: thinking('so', 'check') })).takeOvers).toHaveLength(1);
});

test('thinking has no end: openings after </think> are read like any other', async () => {
  const { takeOvers } = await run({ small: thinking('so</think>', 'wait') });
  expect(takeOvers).toEqual([{ because: 'reflection', position: 12, length: 20 }]);
});

test('a blank line of two writers is not seen', async () => {
  const large = saying('large', (text) => (text.length === 23 ? '\n' : 'L'));
  const small = thinking('so', `wait${'x'.repeat(16)}\n`, 'wait');
  const { takeOvers } = await run({ small, large });
  expect(takeOvers).toHaveLength(1);
});

test('an end inside an opening that asks to be verified is written over', async () => {
  const large = saying('large', (text) =>
    text.endsWith('check') ? undefined : ('so\n\ncheck'[text.length] ?? 'L'),
  );
  const sequence = open(hello);
  const strategy = publishedSpeculativeThinking({ small: thinking('so', 'wait'), large, tokenizer });
  const { finish } = await rehearse(strategy, sequence, { maxTokens: 100, stop: [], seed: 0 });
  expect(tokenizer.decode(written(sequence))).toBe(`so\n\ncheck$${L(125)}`);
  expect(finish).toBe('length');
});

test('the length is looked at between rounds, so the turn is overrun', async () => {
  const { text, finish } = await run({ small: thinking('so', 'wait', 'wait') }, { maxTokens: 5 });
  expect([text, finish]).toEqual([`so\n\n${L(20)}`, 'length']);
  const small = sample(tableModel('small', tokenizer, () => [9]));
  const long = await run({ small }, { maxTokens: 5 });
  expect(long.text).toHaveLength(1024);
  const without = await run({ small }, { maxTokens: 1030 });
  expect(without.text).toHaveLength(2048);
});

test('a stop string of the turn is met in any piece', async () => {
  const stopped = async (stop: string, options: Partial<PublishedSpeculativeThinkingOptions> = {}) =>
    run({ small: thinking('so', 'wait'), ...options }, { stop: [stop] });
  expect(await stopped('so')).toMatchObject({ text: 'so', finish: 'stop' });
  expect(await stopped('LL')).toMatchObject({ text: 'so\n\nLL', finish: 'stop' });
  const thresholds = () => ({ patience: 0, recapTokens: 5 });
  expect(await stopped('Let me', { thresholds })).toMatchObject({ text: 'so\n\nLet me', finish: 'stop' });
  expect(await stopped('LL', { beginTokens: 5 })).toMatchObject({ text: 'LL', finish: 'stop' });
});

test('patience 15, 20, 25, 30, 30 and recaps of 125, 150, 175, 200, 200 tokens', async () => {
  const thoughts = ['so', ...Array.from({ length: 130 }, () => 'wait')];
  const large = saying('large', (text) => 'another '[text.split('\n\n').at(-1)!.length % 8]);
  const options = { small: thinking(...thoughts), large, openingTokens: 8 };
  const { takeOvers, text } = await run(options, { maxTokens: 1e5 });
  const recaps = [...takeOvers.entries()].filter(([, { because }]) => because === 'excessive negativity');
  expect(recaps.map(([, { length }]) => length)).toEqual([125, 150, 175, 200, 200]);
  expect(recaps.map(([i]) => i)).toEqual([15, 36, 62, 93, 124]);
  for (const [, { position }] of recaps)
    expect(text.slice(0, position).endsWith(`\n\n${publishedCues.help}`)).toBe(true);
});

test('unless they disagree, the small model’s opening stays', () => {
  const moods: Mood[] = ['reflection', 'statement', 'affirmation'];
  const won = moods.map((small) => moods.map((large) => unlessTheyDisagree(small, large) === 'large'));
  expect(won).toEqual([
    [false, true, true],
    [false, false, false],
    [true, false, false],
  ]);
  expect(moods.every((small) => moods.every((large) => alwaysLarge(small, large) === 'large'))).toBe(true);
});

test('a plain opening is drawn with other noise than what is written in its place', async () => {
  const few = letters('wy \n');
  const coin = tableModel('coin', few, ({ length }) => (length < 3 ? [0, 0, 0, 99] : [9, -99, 9, -99]));
  const small = sample(coin, { temperature: 1 });
  const cues = { ...publishedCues, reflection: ['w'] };
  const strategy = publishedSpeculativeThinking({
    small,
    large: small,
    tokenizer: few,
    cues,
    openingTokens: 1,
  });
  let [plain, unseen] = [0, 0];
  for (let seed = 0; seed < 400; seed++) {
    const steps = strategy(open(hello), { maxTokens: 3, stop: ['w', ' '], seed });
    const texts: string[] = [];
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      if (step.value.type === 'handoff') texts.push('handed over');
      if (step.value.type === 'tokens') texts.push(few.decode(step.value.tokens));
    }
    if (texts.includes('handed over')) continue;
    plain++;
    if (texts.at(-1) === 'w') unseen++;
  }
  expect(plain).toBeGreaterThan(150);
  expect(unseen / plain).toBeGreaterThan(0.35);
  expect(unseen / plain).toBeLessThan(0.65);
});
