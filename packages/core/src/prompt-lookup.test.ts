import { expect, test } from 'vitest';
import { generate } from './generate.ts';
import { promptLookup } from './prompt-lookup.ts';
import { type Message, open } from './sequence.ts';
import { speculativeDecoding } from './speculative-decoding.ts';
import { letters, prompt, scripted } from './testing.ts';

const tokenizer = letters('abcdefghijkl');
const image = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };

async function proposed(messages: readonly Message[], answer: string, count = 4, longest?: number) {
  const sequence = open(messages);
  sequence.items.push(...tokenizer.encode(answer));
  const { length } = sequence.items;
  const drafter = promptLookup(tokenizer, longest === undefined ? {} : { longest });
  const proposals = await drafter.propose(sequence, { count, sampling: {}, seed: 0 });
  expect(sequence.items).toHaveLength(length);
  expect(proposals.every(({ law }) => law === undefined)).toBe(true);
  return tokenizer.decode(proposals.map(({ token }) => token));
}

test('what followed in the question is proposed', async () => {
  expect(await proposed(prompt('abcdefgh'), 'kbc')).toBe('defg');
  expect(await proposed(prompt('abcdefgh', image), 'kbc', 2)).toBe('de');
});

test('what followed in the answer itself is proposed', async () => {
  expect(await proposed(prompt('l'), 'abcdkbc')).toBe('dkbc');
});

test('a longer match goes before a later one, a later one before an earlier', async () => {
  expect(await proposed(prompt('abcdkkkbce'), 'abc', 1)).toBe('d');
  expect(await proposed(prompt('bcdkkkbce'), 'bc', 1)).toBe('e');
  expect(await proposed(prompt('abcdkkkbce'), 'abc', 1, 2)).toBe('e');
});

test('nothing is proposed where nothing was said before, or nothing after it', async () => {
  expect(await proposed(prompt('abcd'), 'k')).toBe('');
  expect(await proposed(prompt('abcd'), '')).toBe('');
  expect(await proposed(prompt('abcd'), 'd')).toBe('');
  expect(await proposed([], '')).toBe('');
});

test('a match does not reach over the end of a text, nor does what follows', async () => {
  const messages = [...prompt('abc'), ...prompt('defgh')];
  expect(await proposed(messages, 'bc')).toBe('');
  expect(await proposed(messages, 'cd', 2)).toBe('ef');
});

test('nothing is proposed after an end token', async () => {
  expect(await proposed(prompt('ab'), 'cd$gcd')).toBe('$');
});

test('an answer that repeats the question takes few rounds', async () => {
  const model = scripted('copier', tokenizer, 'abcdefghijkl');
  const strategy = speculativeDecoding({ draft: promptLookup(tokenizer), target: model, length: 4 });
  const { tokens, events } = await generate(strategy, prompt('abcdefghijkl'));
  expect(tokenizer.decode(tokens)).toBe('abcdefghijkl');
  expect(model.calls.length).toBe(4);
  expect(events.filter(({ type }) => type === 'draft')).toHaveLength(3);
});

test('a match of no tokens is refused', () => {
  expect(() => promptLookup(tokenizer, { longest: 0 })).toThrow(RangeError);
});
