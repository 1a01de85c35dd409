/** How long one that writes waits for its next token while the same model reads a prompt for another. */
import { batched, type Model, type Sequence, type Token } from '@vr/core';
import { seededRandom } from '../suites/random.ts';
import type { DecoderSizes } from './decoder-weights.ts';
import { randomModel } from './random-model.ts';
import type { Contestant, Reading } from './reading.ts';
import type { Field, Surroundings } from './surroundings.ts';

export const neighbourName = (positions: number) => `neighbour ${positions}`;

const stepsBefore = 4;

export async function neighbourField({ plan, hold }: Surroundings, sizes: DecoderSizes): Promise<Field> {
  const { folder } = randomModel(plan.scratch, sizes);
  const held = await hold(folder, { name: 'neighbours', rows: 2, streams: 1 });
  const model = batched(held);
  const contestants = plan.growth.neighbours.map((positions): Contestant => {
    const measure = async (round: number, signal: AbortSignal) => {
      await held.forget();
      const random = seededRandom(plan.seed * 1000 + round + 1);
      const token = () => Math.floor(random.unit() * sizes.vocabulary);
      return longestStep(model, Array.from({ length: positions }, token), signal);
    };
    return {
      name: neighbourName(positions),
      async warmUp(signal) {
        await measure(-1, signal);
      },
      measure,
    };
  });
  return { contestants, close: () => held.close() };
}

/** `stepMs`: the longest step of one sequence from the moment on at which another's prompt is asked about. */
async function longestStep(model: Model, prompt: readonly Token[], signal: AbortSignal): Promise<Reading> {
  const started = performance.now();
  const writing: Sequence = { items: [1, 2, 3], done: false };
  const reading: Sequence = { items: [...prompt], done: false };
  const step = async () => {
    const asked = performance.now();
    await model.forward([{ sequence: writing, top: 1 }], signal);
    writing.items.push(writing.items.length % 16);
    return performance.now() - asked;
  };
  try {
    for (let before = 0; before < stepsBefore; before++) await step();
    let isRead = false;
    const read = model.forward([{ sequence: reading, top: 1 }], signal).finally(() => {
      isRead = true;
    });
    let longest = 0;
    while (!isRead) longest = Math.max(longest, await step());
    await read;
    const tokens = writing.items.length;
    return { elapsedMs: performance.now() - started, tokens, values: { stepMs: longest }, answers: [] };
  } finally {
    writing.done = reading.done = true;
  }
}
