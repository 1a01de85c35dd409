import { expect, test } from 'vitest';
import { completes, reachOf } from './completes.ts';
import type { Tokenizer } from './model.ts';
import { bytes, letters } from './testing.ts';

/** A token is a piece of text. */
const pieces = (...texts: string[]): Tokenizer => ({
  ...letters('a'),
  decode: (tokens) => tokens.map((token) => texts[token]).join(''),
});

/** At which tokens a text becomes complete. */
function whereIn(tokenizer: Tokenizer, tokens: readonly number[], text: string): number[] {
  const reach = reachOf([text]);
  return [...tokens.keys()].filter(
    (i) => completes(tokenizer, tokens.slice(Math.max(0, i + 1 - reach), i + 1), [text]) !== undefined,
  );
}

test('a blank line is complete glued to punctuation, in two tokens, and again with a third line break', () => {
  const glued = pieces('so', '.\n\n', ').\n\nAnd', '\n');
  expect(whereIn(glued, [0, 1, 0, 2], '\n\n')).toEqual([1, 3]);
  expect(whereIn(glued, [0, 3, 3, 0, 3, 0, 3], '\n\n')).toEqual([2]);
  expect(whereIn(glued, [3, 3, 3], '\n\n')).toEqual([1, 2]);
});

test('what was complete before the last token is not completed by it', () => {
  const glued = pieces('.\n\n', 'x');
  expect(completes(glued, [0, 1], ['\n\n'])).toBeUndefined();
  expect(completes(glued, [1, 0], ['\n\n'])).toBe('\n\n');
});

test('a text is complete with the last byte of its last character', () => {
  const text = 'naïve → 👩‍🔬.';
  const tokens = bytes.encode(text);
  for (const character of ['ï', '→', '👩‍🔬', '→ 👩'])
    expect(whereIn(bytes, tokens, character)).toEqual([
      bytes.encode(text.slice(0, text.indexOf(character) + character.length)).length - 1,
    ]);
});

test('of several texts the first in the list is told', () => {
  const glued = pieces('</think>\n\n');
  expect(completes(glued, [0], ['\n\n', '</think>'])).toBe('\n\n');
  expect(completes(glued, [0], [])).toBeUndefined();
});
