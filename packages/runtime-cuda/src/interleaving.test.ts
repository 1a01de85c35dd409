import { rmSync } from 'node:fs';
import { type DenseLogits, dense, fork, type Query, type Sequence, uniform } from '@vr/core';
import { afterAll, expect, test } from 'vitest';
import { largestDifference } from './largest-difference.ts';
import { type LoadOptions, load } from './load.ts';
import type { LoadedModel } from './loaded-model.ts';
import { microFiles, writeFolder } from './testing/micro-model.ts';

// Long enough for sequences that are read in several pieces.
const contextLength = 1100;
const folder = writeFolder(microFiles({ contextLength }));
const opened: LoadedModel[] = [];
const loadMicro = async (options: LoadOptions = {}) => {
  const model = await load(folder, { streams: 1, ...options });
  opened.push(model);
  return model;
};
afterAll(async () => {
  await Promise.all(opened.map((model) => model.close()));
  rmSync(folder, { recursive: true });
});

const written = (length: number, seed: number): Sequence => ({
  items: Array.from({ length }, (_, at) => (seed * 31 + at * (7 + seed)) % 256),
  done: false,
});
const ask = async (model: LoadedModel, query: Query, signal?: AbortSignal): Promise<DenseLogits> =>
  dense((await model.forward([query], signal))[0]!);

test('while a long sequence is read, a short one goes on step by step', async () => {
  const model = await loadMicro();
  const short = written(5, 1);
  await ask(model, { sequence: short });
  let isRead = false;
  const long = ask(model, { sequence: written(1000, 2) }).then(() => {
    isRead = true;
  });
  let steps = 0;
  for (; !isRead; steps++) {
    short.items.push(steps);
    await ask(model, { sequence: short });
  }
  await long;
  expect(steps).toBeGreaterThan(2);
});

test('a long sequence says what it says token by token, whatever goes on beside it', async () => {
  const model = await loadMicro({ rows: 4 });
  const plain = await loadMicro({ rows: 1 });
  const [short, long] = [written(300, 1), written(1050, 2)];
  const scores = ask(model, { sequence: long, rows: 700 });
  await ask(model, { sequence: short });
  for (let step = 0; step < 8; step++) {
    short.items.push(step);
    const answer = await ask(model, { sequence: short });
    const alone = await ask(plain, { sequence: fork(short) });
    expect(largestDifference(answer.data, alone.data)).toBeLessThan(1e-4);
  }
  const { data, vocab } = await scores;
  for (const row of [0, 200, 255, 256, 600, 699]) {
    const beginning = { items: long.items.slice(0, 1050 - 699 + row), done: true };
    const alone = await ask(plain, { sequence: beginning });
    expect(largestDifference(data.slice(row * vocab, (row + 1) * vocab), alone.data)).toBeLessThan(1e-4);
  }
});

test('what begins like a sequence that is being read waits for it instead of reading the same again', async () => {
  const model = await loadMicro();
  const parent = written(800, 3);
  const child = fork(parent);
  child.items.push(1, 2);
  await Promise.all([parent, child, parent].map((sequence) => ask(model, { sequence })));
  expect(model.stats().positionsFed).toBe(800 + 2 + 1);
});

test('an abort between two pieces ends the reading, and the rest goes on', async () => {
  const model = await loadMicro();
  const enough = new AbortController();
  const long = written(1000, 4);
  const reading = ask(model, { sequence: long }, enough.signal);
  const short = written(5, 5);
  await ask(model, { sequence: short });
  enough.abort(new Error('Enough.'));
  await expect(reading).rejects.toThrow('Enough.');
  expect(model.stats().positionsFed).toBeLessThan(1000);
  short.items.push(1);
  const [one, other] = await Promise.all([ask(model, { sequence: short }), ask(model, { sequence: long })]);
  const plain = await loadMicro({ rows: 1 });
  for (const [answer, sequence] of [
    [one, short],
    [other, long],
  ] as const)
    expect(largestDifference(answer.data, (await ask(plain, { sequence })).data)).toBeLessThan(1e-4);
});

test.each([
  { rows: 3, streams: 1 },
  { rows: 8, streams: 2 },
])('random forwards that overlap say what each says alone: %o', async (options) => {
  const model = await loadMicro(options);
  const plain = await loadMicro({ rows: 1 });
  for (let seed = 0; seed < 6; seed++) {
    let draws = 0;
    const int = (limit: number) => Math.floor(uniform(seed, draws++, 0) * limit);
    const roots = [written(30 + int(900), seed), written(20, seed + 50)];
    const lives = Array.from({ length: 6 }, async (_, life) => {
      const sequence = int(2) === 0 ? fork(roots[int(2)]!) : written(1 + int(600), seed * 6 + life);
      for (let step = 0; step < 4; step++) {
        sequence.items.push(...written(1 + (int(4) === 0 ? int(100) : int(3)), life).items);
        const query = { sequence, rows: 1 + int(3) };
        if (int(6) === 0) {
          await ask(model, query, AbortSignal.timeout(int(3))).catch(() => {});
          continue;
        }
        const answer = await ask(model, query);
        const alone = await ask(plain, { ...query, sequence: { items: [...sequence.items], done: true } });
        expect(largestDifference(answer.data, alone.data)).toBeLessThan(1e-4);
      }
      sequence.done = int(2) === 0;
    });
    await Promise.all(lives);
  }
});
