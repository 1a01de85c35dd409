import { describe, expect, test } from 'vitest';
import { type ConciseHintOptions, conciseHint, intervalAfter, punctuationAt } from './concise-hint.ts';
import { generate } from './generate.ts';
import { isInserted } from './inserted.ts';
import { tokensOf } from './rehearse.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import type { Strategy, StrategyEvent } from './strategy.ts';
import { hashed, letters, prompt, scripted, tableModel } from './testing.ts';

const tokenizer = letters('abcdefgh ., !');
const hello = prompt('Hello.');

/** Writes this text over and over, whatever else is on the tape. */
const droning = (text: string): Strategy =>
  sample(
    tableModel('drone', tokenizer, (items) => {
      const own = items.filter((item) => typeof item === 'number' && item !== tokenizer.encode('!')[0]);
      const scores = new Float32Array(tokenizer.size);
      scores[tokenizer.encode(text)[own.length % text.length]!] = 9;
      return scores;
    }),
  );

const run = async (options: Partial<ConciseHintOptions>, turn: object = {}) => {
  const strategy = conciseHint({ writer: droning('ab, cd. '), tokenizer, hint: '!', ...options });
  const { tokens, events, finish } = await generate(strategy, hello, turn);
  return { text: tokenizer.decode(tokens), events, finish };
};

/** Lengths of what is written between hints. */
const gaps = (events: readonly StrategyEvent[]) => {
  const lengths = [0];
  for (const event of events) {
    if (isInserted(event)) lengths.push(0);
    else if (event.type === 'tokens') lengths[lengths.length - 1]! += event.tokens.length;
  }
  return lengths;
};

test('the place: the first full stop or comma from p on that a blank follows', () => {
  const text = 'one, two. 3.5 three, four.';
  expect(punctuationAt(text, 128, 128)).toBe(3);
  expect(punctuationAt(text, 100, 128)).toBe(3);
  expect(punctuationAt(text, 128 + 205, 128)).toBe(8); // p = 0.2 of 25 characters
  expect(punctuationAt(text, 128 + 410, 128)).toBe(19);
  expect(punctuationAt(text, 1024, 128)).toBeUndefined(); // p = 0.8: only the last full stop, and nothing follows
  expect(punctuationAt(text, 5000, 128)).toBeUndefined();
  expect(punctuationAt('', 128, 128)).toBeUndefined();
  expect(punctuationAt('no place here', 128, 128)).toBeUndefined();
});

describe('a hint', () => {
  test('goes behind the punctuation, and what follows it stays', async () => {
    const { text } = await run({ alpha: 6, beta: 0 }, { maxTokens: 22 });
    expect(text).toBe('ab,! cd.! ab, cd.! ab,');
  });

  test('comes after 128 tokens, then after more and more of them, up to 1024', () => {
    let length = 0;
    const intervals = Array.from({ length: 14 }, () => {
      const interval = intervalAfter(length, 128, 0.2);
      length += interval + 1;
      return interval;
    });
    expect(intervals).toEqual([128, 153, 184, 221, 266, 319, 383, 460, 552, 663, 795, 955, 1024, 1024]);
  });

  test('comes further back in its interval, the longer the interval', async () => {
    const strategy = conciseHint({ writer: droning('a, '), tokenizer, hint: '!', alpha: 8, beta: 1 });
    const { events } = await generate(strategy, hello, { maxTokens: 600 });
    // Intervals of 8, 17, 35, 71, 143 and 287 tokens; hints at 0, 9/1024, 27/1024, … of the characters.
    const found = gaps(events).slice(0, -1);
    const starts = [0, 8, 25, 60, 131, 274];
    const shares = [0, 9, 27, 63, 135, 279].map((longer) => longer / 1024);
    const lengths = [8, 17, 35, 71, 143, 287];
    const places = starts.map((start, i) => {
      const from = start + Math.floor(shares[i]! * (lengths[i]! - 1));
      return from + ((4 - (from % 3)) % 3) + 1;
    });
    expect(found.map((_, i) => found.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0))).toEqual(places);
  });

  test('is told from what the model wrote, which is all there is without it', async () => {
    const { text, events } = await run({ alpha: 10 }, { maxTokens: 60 });
    const own = events.filter((event) => !isInserted(event));
    expect(tokenizer.decode(tokensOf(own))).toBe('ab, cd. '.repeat(8).slice(0, tokensOf(own).length));
    expect(text.split('!').length - 1).toBe(events.filter(isInserted).length);
    expect(events.filter(isInserted).length).toBeGreaterThan(2);
  });

  test('is left out where there is no place for it, and in the last stretch', async () => {
    expect((await run({ writer: droning('abcd'), alpha: 3, beta: 0 }, { maxTokens: 12 })).text).toBe(
      'abcdabcdabcd',
    );
    const ending = await run({ writer: sample(scripted('short', tokenizer, 'ab, cd. ef')), alpha: 20 });
    expect([ending.text, ending.finish]).toEqual(['ab, cd. ef', 'end']);
  });

  test('goes between tokens: behind the one that the punctuation is in', async () => {
    const glued = {
      ...tokenizer,
      decode: (tokens: readonly number[]) =>
        tokens.map((t) => (t === 0 ? '. ' : tokenizer.decode([t]))).join(''),
    };
    const strategy = conciseHint({
      writer: sample(scripted('glued', tokenizer, 'babbbb')),
      tokenizer: glued,
      hint: '!',
      alpha: 4,
    });
    const { tokens } = await generate(strategy, hello);
    expect(glued.decode(tokens)).toBe('b. !bbb');
  });
});

describe('the turn', () => {
  test('is never overrun, and what is reported is what is on the tape', async () => {
    for (let seed = 0; seed < 20; seed++)
      for (const maxTokens of [1, 5, 6, 7, 30, 31, 32]) {
        const writer = sample(hashed('network', tokenizer, seed), { temperature: 1 });
        const strategy = conciseHint({ writer, tokenizer, hint: '!! ', alpha: 5 });
        const sequence = open(hello);
        const steps = strategy(sequence, { maxTokens, stop: [], seed });
        const told: number[] = [];
        let step = await steps.next();
        for (; !step.done; step = await steps.next()) {
          if (step.value.type === 'tokens') told.push(...step.value.tokens);
          expect(sequence.items.slice(1)).toEqual(told);
        }
        const end = step.value === 'end' ? [tokenizer.end] : [];
        expect(sequence.items.slice(1)).toEqual([...told, ...end]);
        expect(sequence.items.length - 1).toBeLessThanOrEqual(maxTokens);
      }
  });

  test('stops at its stop strings, also across intervals', async () => {
    const stopped = await run({ writer: droning('abcd'), alpha: 3 }, { stop: ['cda'] });
    expect([stopped.text, stopped.finish]).toEqual(['abcda', 'stop']);
  });

  test('keeps the odds of the tokens around a hint, and its abort', async () => {
    const { events } = await run({ alpha: 6 }, { maxTokens: 21, odds: 0 });
    for (const event of events)
      if (event.type === 'tokens' && !isInserted(event)) expect(event.odds).toHaveLength(event.tokens.length);
    const reason = new Error('No longer wanted.');
    await expect(run({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('numbers that make no sense are refused', async () => {
    await expect(run({ alpha: 0 })).rejects.toThrow('alpha must be 1 or more, found 0.');
    await expect(run({ beta: -1 })).rejects.toThrow('beta must be 0 or more, found -1.');
  });
});
