import { expect, test } from 'vitest';
import type { DecoderSizes } from '../memory.ts';
import { openRuntime } from '../ort/library.ts';
import { alias, allocate, floats, release } from '../ort/value.ts';
import { scoresByGraph } from './scores.ts';

const runtime = openRuntime('test');
const [logitsSize, vocabulary] = [7, 5];
const cell = (row: number, token: number) => 100 * row + token;
const row = (index: number) => Array.from({ length: vocabulary }, (_, token) => cell(index, token));

test('rows of scores that only graphs reach are picked in any order, without their padding', async () => {
  const memory = allocate(runtime, 'float32', [9, logitsSize]);
  floats(memory).forEach((_, at, all) => {
    all[at] = cell(Math.floor(at / logitsSize), at % logitsSize);
  });
  const scores = scoresByGraph(runtime, memory, { logitsSize, vocabulary } as DecoderSizes, undefined);
  const kept = allocate(runtime, 'float32', [6, vocabulary]);
  let filled = 0;
  const room = {
    reserve() {},
    next(count: number) {
      const first = filled;
      filled += count;
      return { first, tensor: alias(runtime, kept, [count, vocabulary], first * vocabulary) };
    },
  };
  expect([...(await scores.read([1, 0]))]).toEqual([...row(1), ...row(0)]);
  expect(await scores.keep([8, 3], room)).toBe(0);
  expect(await scores.keep([5, 5, 0], room)).toBe(2);
  expect([...floats(kept)].slice(0, 5 * vocabulary)).toEqual([8, 3, 5, 5, 0].flatMap(row));
  await expect(scores.read([9])).rejects.toThrow(/out of data bounds/);
  expect([...(await scores.read([2]))]).toEqual(row(2));
  scores.release();
  for (const tensor of [kept, memory]) release(runtime, tensor);
});
