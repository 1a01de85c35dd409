/**
 * Prints how long a decoding step of the shipped models takes, in milliseconds, and the prefill before it:
 * `npx tsx packages/runtime-cuda/src/testing/step-time.ts`
 */
import { type Image, open, type Query } from '@vr/core';
import { prompt } from '@vr/core/testing';
import { load } from '../load.ts';
import type { LoadedModel } from '../loaded-model.ts';
import { shippedModels } from './shipped.ts';

const batches = [1, 8, 32, 64];
const blocks = 3;
const stepsPerBlock = 50;

const models = await Promise.all(shippedModels().map(({ path }) => load(path)));
const ways: Readonly<Record<string, readonly LoadedModel[]>> = {
  ...Object.fromEntries(models.map((model) => [model.name, [model]])),
  'all at once': models,
};
const columns = ['batch', ...Object.keys(ways), 'at once / in turn', 'prefill at once', 'a sequence a step'];
console.log(`| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`);
for (const batch of batches) console.log(`| ${(await measure(batch)).join(' | ')} |`);
await Promise.all(models.map((model) => model.close()));

async function measure(batch: number): Promise<(string | number)[]> {
  const sequences = Array.from({ length: batch }, (_, n) =>
    open(prompt(`How many red circles are there? ${n}`, image(n))),
  );
  const queries = sequences.map((sequence) => ({ sequence }));
  const prefill = await timed(models, queries);
  for (const { items } of sequences) items.push(0);

  // Blocks of one way: threads need some steps to settle on the cores.
  const times = Object.fromEntries(Object.keys(ways).map((way) => [way, [] as number[]]));
  let token = 0;
  for (let block = 0; block < blocks; block++) {
    for (const [way, some] of Object.entries(ways)) {
      for (let step = 0; step < stepsPerBlock; step++) {
        token = (token + 1) % 100;
        for (const { items } of sequences) items[items.length - 1] = token;
        times[way]!.push(await timed(some, queries));
      }
    }
  }
  for (const sequence of sequences) sequence.done = true;

  const medians = Object.values(times).map(median);
  const atOnce = medians.at(-1)!;
  const inTurn = medians.slice(0, -1).reduce((sum, time) => sum + time, 0);
  return [batch, ...[...medians, atOnce / inTurn, prefill, atOnce / batch].map((time) => time.toFixed(2))];
}

function image(seed: number): Image {
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * (seed + 1) * 7919) % 256);
  return { width: 64, height: 64, data };
}

async function timed(some: readonly LoadedModel[], queries: readonly Query[]): Promise<number> {
  const start = performance.now();
  await Promise.all(some.map((model) => model.forward(queries)));
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}
