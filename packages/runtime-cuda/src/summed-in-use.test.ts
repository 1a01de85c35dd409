import { DeviceUnavailable, dense, linear, type Model, ModelClosed, type Query } from '@vr/core';
import { afterAll, describe, expect, test } from 'vitest';
import type { Device } from './device/device.ts';
import { largestDifference } from './largest-difference.ts';
import type { LoadedModel } from './loaded-model.ts';
import { OrtFailure } from './ort/api.ts';
import { apart } from './testing/apart.ts';
import { type Draw, drawsOf, one } from './testing/draws.ts';
import { inJavaScript, queriesOf, terms, trios } from './testing/trio.ts';

const { three, close } = trios();
afterAll(close);
const full = process.env.MODE === 'full';

describe('a sum on a device', () => {
  test('closing answers what was asked for, and refuses what comes later by the name of the model', async () => {
    for (const which of [0, 2]) {
      const models = await three();
      const sum = linear(terms(models));
      const queries = queriesOf(6, 'Closing');
      const forwards = queries.map((query) => sum.forward([query]));
      const closing = models[which]!.close();
      for (const forward of forwards) expect(await forward).toHaveLength(1);
      await closing;
      await expect(sum.forward(queries)).rejects.toThrow(new ModelClosed({ model: `${which}` }));
      await Promise.all(models.map((model) => model.close()));
    }
  });

  test('an abort rejects with its reason and harms no later forward', async () => {
    const models = await three();
    const sum = linear(terms(models));
    const reason = new Error('enough');
    const [query] = queriesOf(1, 'Abort');
    for (let round = 0; round < 8; round++) {
      const controller = new AbortController();
      const forward = sum.forward([query!, ...queriesOf(2, `${round}`)], controller.signal);
      setTimeout(() => controller.abort(reason), round / 4);
      await forward.catch((error: unknown) => expect(error).toBe(reason));
      query!.sequence.items.push(round);
    }
    const [found] = await sum.forward([query!]);
    const [expected] = await inJavaScript(models).forward([query!]);
    expect(largestDifference(dense(found!).data, dense(expected!).data)).toBeLessThan(1e-4);
  });

  test('a device without room for the sum says so, and what cannot be asked is refused before anything runs', async () => {
    const models = await three();
    const sum = linear(terms(models));
    const [query] = queriesOf(1, 'Room');
    await expect(sum.forward([{ ...query!, rows: 1e9 }])).rejects.toThrow(RangeError);
    let full = false;
    const other = linear(
      terms(await three({ ...apart, place: (...of) => fullable(apart.place(...of), () => full) })),
    );
    expect(await other.forward([query!])).toHaveLength(1);
    full = true;
    await expect(other.forward([query!])).rejects.toThrow(DeviceUnavailable);
    full = false;
    expect(await other.forward([query!])).toHaveLength(1);
  });
});

test('whoever aborts and closes when, every sum is right or says why not', { timeout: 120_000 }, async () => {
  const reference = inJavaScript(await three());
  let answered = 0;
  for (let seed = 0; seed < (full ? 240 : 10); seed++)
    answered += await live(await three(), drawsOf(seed), reference);
  expect(answered).toBeGreaterThan(full ? 480 : 20);
});

/** Asks sums that each of the models leads, and models alone, aborts some and closes one at any moment. Gives how many were answered. */
async function live(models: readonly LoadedModel[], draw: Draw, reference: Model): Promise<number> {
  const reason = new Error('enough');
  const wait = () => new Promise((resolve) => setTimeout(resolve, draw(3)));
  const [base, ...others] = models;
  const asking = Array.from({ length: 8 }, async (_, n) => {
    const led = one(draw, [
      linear(terms(models)),
      linear(terms(models)),
      linear(terms([others[0]!, base!, base!])),
      base!,
    ]);
    const queries = queriesOf(1 + draw(4), `${n}`).map(
      (query): Query => withTop(query, one(draw, [undefined, 1, 7])),
    );
    const controller = new AbortController();
    await wait();
    if (draw(3) === 0) void wait().then(() => controller.abort(reason));
    try {
      const found = await led.forward(queries, controller.signal);
      if (led.name !== reference.name) return 1;
      const expected = await reference.forward(queries);
      for (const [i, logits] of found.entries()) {
        const [mine, right] = [logits, expected[i]!].map((one) =>
          one.type === 'dense' ? one.data : one.scores,
        );
        expect(largestDifference(mine!, right!)).toBeLessThan(1e-3);
      }
      return 1;
    } catch (error) {
      if (error !== reason && !(error instanceof ModelClosed)) throw error;
      return 0;
    }
  });
  const closing = wait()
    .then(wait)
    .then(() => one(draw, models).close());
  const answered = (await Promise.all(asking)).reduce<number>((sum, each) => sum + each, 0);
  await closing;
  await Promise.all(models.map((model) => model.close()));
  return answered;
}

const withTop = (query: Query, top: number | undefined): Query =>
  top === undefined ? query : { ...query, top };

/** Memory that there is no more of whenever it is said to be full. */
function fullable<P extends ReturnType<Device['place']>>(place: P, full: () => boolean): P {
  return {
    ...place,
    get allocator() {
      if (full()) throw new OrtFailure({ call: 'Allocate', reason: 'out of memory' });
      return place.allocator;
    },
  };
}
