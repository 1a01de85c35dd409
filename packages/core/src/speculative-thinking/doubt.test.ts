import { expect, test } from 'vitest';
import { generate } from '../generate.ts';
import type { Model } from '../model.ts';
import { sample } from '../sample.ts';
import { speculativeThinking } from '../speculative-thinking.ts';
import { letters, prompt, saying } from '../testing.ts';
import { authorsOf, takeOversOf } from './take-overs.ts';

const tokenizer = letters('abcdefghijklmnopqrstuvwxyz=123456789/\n');

/** Writes these lines one after the other, whatever stands in those before; in the middle of one it goes on. */
function writing(name: string, ...lines: readonly string[]): Model {
  return saying(name, tokenizer, (text) => {
    const done = text.split('\n');
    return lines[done.length - 1]?.[done.at(-1)!.length] ?? (done.length < lines.length ? '\n' : '');
  });
}

const small = writing('small', 'a=1', 'b=9', 'c=3', 'd=9/');
const large = writing('large', 'a=1', 'b=2', 'c=3', 'd=4/');

async function think(doubter: Model, below: number, writer = large) {
  const strategy = speculativeThinking({
    small: sample(small),
    large: sample(writer),
    tokenizer,
    delimiter: '\n',
    thinkEnd: '/',
    handsBackAfter: 'thought',
    doubt: { model: doubter, below },
  });
  const { tokens, events } = await generate(strategy, prompt('Hello.'), { maxTokens: 60 });
  return { text: tokenizer.decode(tokens), takeOvers: takeOversOf(events), authors: authorsOf(events) };
}

test('thoughts that the large model doubts are its own, the last one too; all others stay', async () => {
  const { text, takeOvers, authors } = await think(large, 0.1);
  expect(text).toBe('a=1\nb=2\nc=3\nd=4/');
  expect(takeOvers.map(({ because, position }) => [because, position])).toEqual([
    ['doubt', 4],
    ['doubt', 12],
  ]);
  expect(authors).toMatchObject({ large: 8, dropped: { small: 8, large: 0 } });
});

test('who never doubts changes nothing', async () => {
  expect((await think(large, 0)).text).toBe('a=1\nb=9\nc=3\nd=9/');
});

test('who would have written the same has no doubts', async () => {
  const { text, authors } = await think(small, 0.5);
  expect(text).toBe('a=1\nb=9\nc=3\nd=9/');
  expect(authors).toMatchObject({ large: 0, dropped: { small: 0, large: 0 } });
});

test('a doubt costs a thought, not the answer: what the large model writes is not doubted again', async () => {
  const { text } = await think(large, 0.1, writing('stubborn', 'a=1', 'b=7', 'c=3', 'd=7/'));
  expect(text).toBe('a=1\nb=7\nc=3\nd=7/');
});

test('a threshold that is no probability is refused', async () => {
  for (const below of [-0.1, 1.1, Number.NaN])
    await expect(think(large, below)).rejects.toThrow(/doubt\.below must be a probability/);
});
