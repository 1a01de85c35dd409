import { expect, test } from 'vitest';
import type { Model } from './model.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];

testModel('a model asked one query at a time', () => oneAtATime(hashed('network', tokenizer))[0], {
  prompts,
});

test('never more than one query runs, across all models, and a failure does not hold up the rest', async () => {
  let running = 0;
  let most = 0;
  const sizes: number[] = [];
  const watched = (seed: number): Model => {
    const network = hashed(`network ${seed}`, tokenizer, seed);
    return {
      ...network,
      async forward(queries, signal) {
        sizes.push(queries.length);
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        if (queries[0]!.sequence.items.length > 1) throw new Error('Too long for me.');
        return network.forward(queries, signal);
      },
    };
  };
  const models = oneAtATime(watched(0), watched(1), watched(2));
  const long = { items: [...prompts[0]!, 1], done: false };
  const batch = prompts.map((messages) => ({ sequence: open(messages) }));
  const results = await Promise.allSettled([
    models[0].forward(batch),
    models[1].forward([{ sequence: long }]),
    models[1].forward(batch),
    models[2].forward(batch),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(most).toBe(1);
  expect(sizes).toEqual(new Array(7).fill(1));
});
