import { rmSync } from 'node:fs';
import {
  argmax,
  ContextOverflow,
  type DenseLogits,
  dense,
  fork,
  generate,
  type Image,
  type Message,
  ModelClosed,
  open,
  type Query,
  row,
  type Sequence,
  sample,
  uniform,
} from '@vr/core';
import { prompt, testModel } from '@vr/core/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { type LoadOptions, load } from './load.ts';
import type { LoadedModel } from './loaded-model.ts';
import { microFiles, writeFolder } from './testing/micro-model.ts';

const folder = writeFolder(microFiles());
const scoringLast = writeFolder(microFiles({ scores: 'last' }));
const opened: LoadedModel[] = [];
const loadMicro = async (options?: LoadOptions, path = folder) => {
  const model = await load(path, options);
  opened.push(model);
  return model;
};
afterAll(async () => {
  await Promise.all(opened.map((model) => model.close()));
  for (const path of [folder, scoringLast]) rmSync(path, { recursive: true });
});

const image = (seed: number, side = 32): Image => ({
  width: side,
  height: side,
  data: Uint8Array.from({ length: side * side * 3 }, (_, at) => 256 * uniform(seed, at, 0)),
});
const tolerance = 1e-4;
const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
const ask = async (model: LoadedModel, ...queries: Query[]): Promise<DenseLogits[]> =>
  (await model.forward(queries)).map(dense);
/** What the model says about these tapes, each read alone and for the first time. */
async function fresh(model: LoadedModel, ...queries: Query[]): Promise<DenseLogits[]> {
  const answers: DenseLogits[] = [];
  for (const query of queries) {
    await model.forget();
    const sequence = { items: [...query.sequence.items], done: true };
    answers.push(...(await ask(model, { ...query, sequence })));
  }
  return answers;
}
const written = (count: number, seed: number) =>
  Array.from({ length: count }, (_, at) => (seed * 31 + at * 7) % 256);

for (const [path, rows, what] of [
  [folder, 64, 'a model with 64 cache rows'],
  [folder, 2, 'a model with 2 cache rows'],
  [scoringLast, 64, 'a model that scores the last positions only'],
] as const) {
  testModel(what, () => load(path, { rows }), {
    prompts: [prompt('How many?', image(1)), prompt('Which one is the largest?', image(2, 64))],
    tolerance,
    close: (model) => model.close(),
  });
}

const halves = writeFolder(microFiles({ cacheType: 'float16' }));
afterAll(() => rmSync(halves, { recursive: true }));
testModel('a model with a cache in half precision', () => load(halves, { rows: 4 }), {
  prompts: [prompt('How many?', image(1)), prompt('Which one is the largest?', image(2, 64))],
  tolerance: 0.01,
  close: (model) => model.close(),
});

test('a batch of 32 says what each says alone', async () => {
  const model = await loadMicro();
  const queries = Array.from({ length: 32 }, (_, n): Query => {
    const sequence = open(prompt(`Question ${'?'.repeat(n % 7)}${n}`, n % 3 === 0 ? image(n) : undefined));
    sequence.items.push(...written(n % 5, n));
    return { sequence, rows: 1 + (n % 4) };
  });
  for (let step = 0; step < 3; step++) {
    const together = await ask(model, ...queries);
    const alone = await fresh(await loadMicro(), ...queries);
    together.forEach((answer, n) => {
      expect(largestDifference(answer.data, alone[n]!.data)).toBeLessThan(tolerance);
      expect(argmax(row(answer, answer.rows - 1))).toBe(argmax(row(alone[n]!, answer.rows - 1)));
    });
    for (const [n, { sequence }] of queries.entries()) sequence.items.push(...written(1 + (n % 2), n));
  }
});

describe('random histories', () => {
  test.each([
    { rows: 3, contextLength: 70, scores: 'all' },
    { rows: 20, contextLength: 200, scores: 'all' },
    { rows: 20, contextLength: 200, scores: 'last' },
  ])('read the same through the cache as without: %o', async ({ scores, ...options }) => {
    const model = await loadMicro(options, scores === 'all' ? folder : scoringLast);
    const plain = await loadMicro({ ...options, rows: 1 });
    for (let seed = 0; seed < 3; seed++) {
      let draws = 0;
      const int = (limit: number) => Math.floor(uniform(seed, draws++, 0) * limit);
      let live: Sequence[] = [open(prompt('first', image(seed)))];
      for (let step = 0; step < 25; step++) {
        const sequence = live[int(live.length)]!;
        const move = int(8);
        if (move < 3) sequence.items.push(...written(1 + int(4), int(9)));
        else if (move === 3) sequence.items.length = 1 + int(sequence.items.length);
        else if (move === 4 && live.length < 24) live.push(fork(sequence), fork(sequence));
        else if (move === 5) live.push(open(prompt('x'.repeat(int(20)), int(2) ? image(seed) : undefined)));
        else if (move === 6 && live.length > 2) {
          sequence.done = true;
          live = live.filter((other) => other !== sequence);
        }
        for (const each of live) if (each.items.length > 12) each.items.length = 2;
        const batch = live
          .filter(() => int(2) === 0)
          .map((each): Query => ({ sequence: each, rows: 1 + int(Math.min(3, each.items.length)) }));
        const together = await ask(model, ...batch);
        const alone = await fresh(plain, ...batch);
        together.forEach((answer, n) => {
          expect(largestDifference(answer.data, alone[n]!.data)).toBeLessThan(tolerance);
        });
      }
    }
  });
});

test('decoding feeds each position once', async () => {
  const model = await loadMicro();
  const { tokens, finish } = await generate(sample(model), prompt('Go on.', image(3)), { maxTokens: 20 });
  const { positionsFed, positionsAsked, forwards, runs, evictions } = model.stats();
  const steps = tokens.length + (finish === 'end' ? 1 : 0);
  const length =
    model.tokenizer.encode('<|im_start|>user\nGo on.<|im_end|>\n<|im_start|>assistant\n').length + 16;
  expect({ forwards, runs, positionsAsked, evictions }).toEqual({
    forwards: steps,
    runs: steps,
    positionsAsked: steps,
    evictions: 0,
  });
  expect(positionsFed).toBe(length + steps - 1);
});

test('the positions of a sequence are counted without a forward, an image by its patches', async () => {
  const model = await loadMicro();
  const { patchSize, imageSize } = model.images;
  expect({ patchSize, imageSize }).toEqual({ patchSize: 8, imageSize: 64 });
  const sequence = open(prompt('How many?'));
  const words = model.positions(sequence);
  expect(model.positions(open(prompt('How many?', image(1, 32))))).toBe(words + (32 / patchSize) ** 2);
  sequence.items.push(5, 6);
  expect(model.positions(sequence)).toBe(words + 2);
  expect(() => model.positions(open(prompt('Too big?', image(1, imageSize + patchSize))))).toThrow(
    RangeError,
  );
  expect(model.stats().forwards).toBe(0);
});

test('a fork is copied, and another request with the same beginning too', async () => {
  const model = await loadMicro();
  const messages: Message[] = [...prompt('A long enough beginning to share.', image(4))];
  const parent = open(messages);
  await ask(model, { sequence: parent });
  const before = model.stats().positionsFed;
  const child = fork(parent);
  child.items.push(5, 6);
  const [found] = await ask(model, { sequence: child });
  expect(model.stats().positionsFed - before).toBe(2);

  const again = open(structuredClone(messages));
  again.items.push(7);
  const [other] = await ask(model, { sequence: again });
  expect(model.stats().positionsFed - before).toBe(3);

  const expected = await fresh(model, { sequence: child }, { sequence: again });
  expect(largestDifference(found!.data, expected[0]!.data)).toBeLessThan(tolerance);
  expect(largestDifference(other!.data, expected[1]!.data)).toBeLessThan(tolerance);
});

test('samples of one prompt that are asked for together read it once', async () => {
  const model = await loadMicro({ streams: 1 });
  const asked = [open(prompt('What?', image(4))), open(prompt('Something else', image(5)))];
  const samples = Array.from({ length: 8 }, () => open(prompt('What?', image(4))));
  const together = await ask(model, ...[...samples, ...asked].map((sequence) => ({ sequence })));
  const fed = model.stats().positionsFed;
  expect(fed).toBe(model.positions(asked[0]!) + model.positions(asked[1]!) + samples.length);
  const alone = await fresh(await loadMicro(), ...asked.map((sequence) => ({ sequence })));
  for (const answer of together.slice(0, 9))
    expect(largestDifference(answer.data, alone[0]!.data)).toBeLessThan(tolerance);
  expect(largestDifference(together[9]!.data, alone[1]!.data)).toBeLessThan(tolerance);
});

test('with fewer rows than sequences the answers are the same and the evictions are counted', async () => {
  const model = await loadMicro({ rows: 2 });
  const sequences = ['one', 'two', 'three', 'four', 'five'].map((text) => open(prompt(text)));
  for (let step = 0; step < 3; step++) {
    const found = await ask(model, ...sequences.map((sequence) => ({ sequence })));
    const expected = await fresh(await loadMicro(), ...sequences.map((sequence) => ({ sequence })));
    found.forEach((answer, n) => {
      expect(largestDifference(answer.data, expected[n]!.data)).toBeLessThan(tolerance);
    });
    for (const sequence of sequences) sequence.items.push(step);
  }
  expect(model.stats().evictions).toBeGreaterThan(5);
});

test('a sequence that fills the context to its last position is read, one more is not', async () => {
  const model = await loadMicro({ contextLength: 40 });
  const full: Sequence = { items: written(40, 1), done: false };
  const neighbours = [open([]), open([])];
  for (const [n, neighbour] of neighbours.entries()) neighbour.items.push(...written(5 + n, n));
  await ask(model, { sequence: neighbours[0]! }, { sequence: full }, { sequence: neighbours[1]! });
  // The full row lies between two that decode and must not be written to.
  for (const neighbour of neighbours) neighbour.items.push(3);
  await ask(model, ...neighbours.map((sequence) => ({ sequence })));
  const [found] = await ask(model, { sequence: full, rows: 3 });
  const [expected] = await fresh(await loadMicro({ contextLength: 40 }), { sequence: full, rows: 3 });
  expect(largestDifference(found!.data, expected!.data)).toBeLessThan(tolerance);

  full.items.push(1);
  const error = await model
    .forward([{ sequence: neighbours[0]! }, { sequence: full }])
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ContextOverflow);
  expect(error).toMatchObject({ positions: 41, contextLength: 40 });
  expect((await ask(model, { sequence: neighbours[0]! }))[0]!.rows).toBe(1);
});

test('a query that cannot be answered is refused before anything runs', async () => {
  const model = await loadMicro();
  const { runs } = model.stats();
  const good = { sequence: open(prompt('fine')) };
  for (const bad of [
    { sequence: open([]) },
    { sequence: open(prompt('x')), rows: 0 },
    { sequence: open(prompt('x')), rows: 500 },
    { sequence: open(prompt('x', { width: 30, height: 32, data: new Uint8Array(30 * 32 * 3) })) },
    { sequence: { items: [9999], done: false } },
  ]) {
    await expect(model.forward([good, bad])).rejects.toThrow(RangeError);
  }
  expect(model.stats().runs).toBe(runs);
});

test('an abort during a run rejects after it and leaves the model usable', async () => {
  const model = await loadMicro();
  const sequence = open(prompt('Wait for it.', image(5, 64)));
  const reason = new Error('enough');
  for (let round = 0; round < 20; round++) {
    const controller = new AbortController();
    const forward = model.forward([{ sequence }, { sequence: open(prompt(`${round}`)) }], controller.signal);
    setTimeout(() => controller.abort(reason), round / 10);
    await forward.catch((error: unknown) => expect(error).toBe(reason));
    sequence.items.push(round);
  }
  const [found] = await ask(model, { sequence });
  const [expected] = await fresh(model, { sequence });
  expect(largestDifference(found!.data, expected!.data)).toBeLessThan(tolerance);
});

test('closing waits for the forwards asked for, and refuses later ones', async () => {
  const model = await loadMicro({ name: 'short-lived' });
  const forwards = ['a', 'b', 'c'].map((text) => model.forward([{ sequence: open(prompt(text)) }]));
  const closing = model.close();
  const late = model.forward([{ sequence: open(prompt('late')) }]);
  await expect(late).rejects.toThrow(new ModelClosed({ model: 'short-lived' }));
  await expect(model.forget()).rejects.toThrow(ModelClosed);
  expect((await Promise.all(forwards)).flat()).toHaveLength(3);
  await Promise.all([closing, model.close()]);
  expect(model.stats().forwards).toBe(3);
});

test('a block that holds a model closes it at its end, however it ends and whoever closed it before', async () => {
  const held: LoadedModel[] = [];
  const block = async (end: (model: LoadedModel) => unknown) => {
    await using model = await load(folder);
    held.push(model);
    const answered = model.forward([{ sequence: open(prompt('one more')) }]);
    await end(model);
    return { answered };
  };
  const { answered } = await block(() => {});
  expect(await answered).toHaveLength(1);
  await expect(
    block(() => {
      throw new Error('halfway');
    }),
  ).rejects.toThrow('halfway');
  await block((model) => Promise.all([model.close(), model.close()]));
  for (const model of held) {
    await expect(model.forward([{ sequence: open(prompt('late')) }])).rejects.toThrow(ModelClosed);
    await Promise.all([model[Symbol.asyncDispose](), model.close()]);
  }
});

test('models may be loaded, used and closed at the same time', async () => {
  const life = async (n: number) => {
    for (let round = 0; round < 3; round++) {
      const model = await load(folder, { rows: 1 + (n % 5) });
      const sequences = Array.from({ length: 4 }, (_, index) => open(prompt(`${n} ${index}`, image(index))));
      const forwards = sequences.map((sequence) => model.forward([{ sequence }]));
      if (round === 1) await model.close();
      else await Promise.all(forwards);
      await Promise.all([...forwards, model.close()]);
    }
  };
  await Promise.all(Array.from({ length: 6 }, (_, n) => life(n)));
});
