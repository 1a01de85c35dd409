import { expect, test } from 'vitest';
import { detokenizer } from './detokenizer.ts';
import type { Tokenizer } from './model.ts';
import { uniform } from './noise.ts';
import { bytes } from './testing.ts';

/** A token is a word; the first of a text has no blank before it. */
const words: Tokenizer = {
  ...bytes,
  id: 'words',
  decode: (tokens) => tokens.map((token) => `w${token}`).join(' '),
};

function* pieces(tokens: readonly number[], seed: number): Generator<readonly number[]> {
  for (let at = 0, draw = 0; at < tokens.length; draw++) {
    const end = at + 1 + Math.floor(uniform(seed, draw, 0) * 4);
    yield tokens.slice(at, end);
    at = end;
  }
}

test('however tokens are handed over, the texts joined are the text of all of them', () => {
  const texts = ['plain', 'naïve café', '3 × 4 = 12 → 👩‍🔬 done', '日本語', '', '\u{10FFFF}'];
  for (const text of texts) {
    const tokens = bytes.encode(text);
    for (let seed = 0; seed < 20; seed++) {
      const { push, rest } = detokenizer(bytes);
      const parts = [...pieces(tokens, seed)].map(push);
      expect(parts.join('')).toBe(text);
      expect(rest()).toBe('');
    }
  }
});

test('a character appears when its last byte is there, and not before', () => {
  const { push } = detokenizer(bytes);
  expect(bytes.encode('a→b').map((token) => push([token]))).toEqual(['a', '', '', '→', 'b']);
});

test('bytes that are no character are shown once it is known, at the end at the latest', () => {
  const { push, rest } = detokenizer(bytes);
  expect([push([0xe2]), push([0x41]), push([0xe2])]).toEqual(['', '\uFFFDA', '']);
  expect(rest()).toBe('\uFFFD');
});

test('a tokenizer that treats the first token of a text differently is read in context', () => {
  const { push } = detokenizer(words);
  expect([push([1]), push([2]), push([3])].join('')).toBe('w1 w2 w3');
});
