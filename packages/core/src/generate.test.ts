import { expect, test } from 'vitest';
import { generate } from './generate.ts';
import { rehearse, tokensOf } from './rehearse.ts';
import { sample } from './sample.ts';
import { open, type Sequence } from './sequence.ts';
import type { Strategy } from './strategy.ts';
import { letters, prompt, scripted } from './testing.ts';

const tokenizer = letters('abc');

test('everything reported comes back in order, tokens apart', async () => {
  const chatty: Strategy = async function* (sequence) {
    sequence.items.push(0, 1, 2);
    yield { type: 'tokens', tokens: [0, 1], by: 'one' };
    yield { type: 'draft', proposed: 2, accepted: 1 };
    yield { type: 'tokens', tokens: [2], by: 'other' };
    return 'stop';
  };
  const { tokens, events, finish } = await generate(chatty, prompt('Hello.'));
  expect(tokens).toEqual([0, 1, 2]);
  expect(events.map(({ type }) => type)).toEqual(['tokens', 'draft', 'tokens']);
  expect(finish).toBe('stop');
});

test('the sequence is done afterwards, even after a failure', async () => {
  const seen: Sequence[] = [];
  // biome-ignore lint/correctness/useYield: it fails before it writes.
  const failing: Strategy = async function* (sequence) {
    seen.push(sequence);
    throw new Error('Out of paper.');
  };
  await expect(generate(failing, prompt('Hello.'))).rejects.toThrow('Out of paper.');
  expect(seen[0]!.done).toBe(true);
});

test('the prompt itself is left as it was', async () => {
  const messages = prompt('Hello.');
  await generate(sample(scripted('speller', tokenizer, 'ab')), messages);
  expect(messages).toEqual(prompt('Hello.'));
});

test('an abort rejects with its reason', async () => {
  const reason = new Error('No longer wanted.');
  const strategy = sample(scripted('speller', tokenizer, 'ab'));
  const signal = AbortSignal.abort(reason);
  await expect(generate(strategy, prompt('Hello.'), { signal })).rejects.toBe(reason);
});

test('a seed, a length or a number of odds that makes no sense is refused', async () => {
  const strategy = sample(scripted('speller', tokenizer, 'ab'));
  await expect(generate(strategy, prompt('Hello.'), { seed: 0.5 })).rejects.toThrow(RangeError);
  await expect(generate(strategy, prompt('Hello.'), { maxTokens: Number.NaN })).rejects.toThrow(RangeError);
  for (const odds of [-1, 1.5, Number.NaN])
    await expect(generate(strategy, prompt('Hello.'), { odds })).rejects.toThrow('odds must be');
});

test('a rehearsal can be kept or taken back', async () => {
  const sequence = open(prompt('Hello.'));
  const turn = { maxTokens: 2, stop: [], seed: 0 };
  const strategy = sample(scripted('speller', tokenizer, 'abc'));
  const { mark, events, finish } = await rehearse(strategy, sequence, turn);
  expect(tokensOf(events)).toEqual([0, 1]);
  expect(finish).toBe('length');
  sequence.items.length = mark;
  expect(sequence.items).toEqual(prompt('Hello.'));
});
