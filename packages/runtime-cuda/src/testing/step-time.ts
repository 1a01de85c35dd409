/** Prints how long decoding steps and prefills of the shipped models take: `npx tsx src/testing/step-time.ts` */
import { type Image, open, type Sequence } from '@vr/core';
import { prompt } from '@vr/core/testing';
import { load } from '../load.ts';
import type { LoadedModel } from '../loaded-model.ts';
import { shippedModels } from './shipped.ts';

const batches = [1, 8, 32, 64];
const rounds = 60;

const models = await Promise.all(shippedModels().map(({ path }) => load(path)));
console.log(
  `| batch | ${models.map(({ name }) => name).join(' | ')} | all, in turn | all, at once | prefill, all at once |`,
);
console.log(`| --- | ${models.map(() => '---').join(' | ')} | --- | --- | --- |`);
for (const batch of batches) {
  const sequences = Array.from({ length: batch }, (_, n) =>
    open(prompt(`How many red circles are there? ${n}`, image(n))),
  );
  const prefill = await timed(() => together(sequences));
  const alone = models.map((): number[] => []);
  const atOnce: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const { items } of sequences) items.push(round);
    atOnce.push(await timed(() => together(sequences)));
    for (const [index, model] of models.entries()) {
      // The last position anew: a decoding step like the one before.
      for (const { items } of sequences) items[items.length - 1] = round + 100 + index;
      alone[index]!.push(await timed(() => model.forward(sequences.map((sequence) => ({ sequence })))));
    }
  }
  const each = alone.map(median);
  const sum = each.reduce((total, time) => total + time, 0);
  console.log(
    `| ${batch} | ${[...each, sum, median(atOnce), prefill].map((time) => time.toFixed(2)).join(' | ')} |`,
  );
  for (const sequence of sequences) sequence.done = true;
}
await Promise.all(models.map((model) => model.close()));

function together(sequences: readonly Sequence[]): Promise<unknown> {
  return Promise.all(
    models.map((model: LoadedModel) => model.forward(sequences.map((sequence) => ({ sequence })))),
  );
}

function image(seed: number): Image {
  return {
    width: 64,
    height: 64,
    data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * (seed + 1) * 7919) % 256),
  };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}
