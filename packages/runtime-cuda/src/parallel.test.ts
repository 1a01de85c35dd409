import { rmSync } from 'node:fs';
import type { Query } from '@vr/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { load } from './load.ts';
import type { LoadedModel } from './loaded-model.ts';
import { microFiles, writeFolder } from './testing/micro-model.ts';

// Large enough that reading two long sequences takes some tenths of a second.
const sizes = { hidden: 384, layers: 6, heads: 6, keyHeads: 2, headSize: 64 };
let folder: string;
let models: readonly LoadedModel[];

beforeAll(async () => {
  folder = writeFolder(microFiles(sizes));
  models = await Promise.all([1, 2, 3].map(() => load(folder, { rows: 2, streams: 1 })));
});
afterAll(async () => {
  await Promise.all(models.map((model) => model.close()));
  rmSync(folder, { recursive: true });
});

/** Sequences that no model has seen. */
let seed = 0;
function unseen(count: number, length: number): Query[] {
  return Array.from({ length: count }, () => {
    seed++;
    return {
      sequence: { items: Array.from({ length }, (_, at) => (seed * 7 + at * seed) % 256), done: true },
    };
  });
}

test('the event loop goes on while a model runs', async () => {
  const ticks = [performance.now()];
  const timer = setInterval(() => ticks.push(performance.now()), 1);
  await models[0]!.forward(unseen(2, 250));
  clearInterval(timer);
  ticks.push(performance.now());
  const gaps = ticks.slice(1).map((tick, at) => tick - ticks[at]!);
  expect(ticks.length).toBeGreaterThan(5);
  expect(Math.max(...gaps)).toBeLessThan((ticks.at(-1)! - ticks[0]!) / 2);
});

test('a model is done before others that began earlier and have more to do: three run at the same time', async () => {
  const order: string[] = [];
  const work = { long: [2, 250], longer: [2, 255], short: [1, 2] } as const;
  await Promise.all(
    Object.entries(work).map(async ([name, [count, length]], index) => {
      await models[index]!.forward(unseen(count, length));
      order.push(name);
    }),
  );
  expect(order[0]).toBe('short');
});
