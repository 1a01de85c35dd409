import { expect, test } from 'vitest';
import type { Tokenizer } from './model.ts';
import { bytes, letters } from './testing.ts';
import { watch } from './watch.ts';

/** How many tokens of `text` are written before the turn is over, and why it is. */
function run(tokenizer: Tokenizer, tokens: readonly number[], stop: readonly string[], maxTokens = 100) {
  const over = watch(tokenizer, { maxTokens, stop, seed: 0 });
  for (const [i, token] of tokens.entries()) {
    const finish = over(token);
    if (finish) return { written: i + 1, finish };
  }
  return undefined;
}

test('a stop string is met with the token that completes it', () => {
  const tokenizer = letters('ab\n');
  expect(run(tokenizer, tokenizer.encode('ab\na\n\nb'), ['\n\n'])).toEqual({ written: 6, finish: 'stop' });
  expect(run(tokenizer, tokenizer.encode('aabab'), ['bb', 'bab'])).toEqual({ written: 5, finish: 'stop' });
});

test('a stop string may begin and end inside tokens', () => {
  const pairs: Tokenizer = {
    ...letters('ab'),
    decode: (tokens) => tokens.map((token) => ['ab', 'ba', ''][token]).join(''),
  };
  expect(run(pairs, [0, 1, 1], ['bb'])).toEqual({ written: 2, finish: 'stop' });
});

test('a stop string is met when its characters are split between tokens', () => {
  const text = 'naïve → done';
  expect(run(bytes, bytes.encode(text), ['→'])).toEqual({
    written: bytes.encode('naïve →').length,
    finish: 'stop',
  });
});

test('the end comes before a stop string, a stop string before the length', () => {
  const tokenizer = letters('ab');
  expect(run(tokenizer, [0, tokenizer.end], ['$'])).toEqual({ written: 2, finish: 'end' });
  expect(run(tokenizer, [0, 1], ['b'], 2)).toEqual({ written: 2, finish: 'stop' });
  expect(run(tokenizer, [0, tokenizer.end], [], 2)).toEqual({ written: 2, finish: 'end' });
  expect(run(tokenizer, [0, 1, 1], [], 2)).toEqual({ written: 2, finish: 'length' });
});

test('an empty stop string is refused', () => {
  expect(() => run(letters('a'), [0], ['a', ''])).toThrow(RangeError);
});
