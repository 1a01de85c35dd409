import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { VocabularyMismatch } from './errors.ts';
import { generate } from './generate.ts';
import { type Alpha, guided } from './guided.ts';
import { linear } from './linear.ts';
import { dense, entropy, row } from './logits.ts';
import type { Logits, Model } from './model.ts';
import { sample } from './sample.ts';
import { type Item, open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const base = hashed('base', tokenizer, 0);
const expert = hashed('expert', tokenizer, 1);
const amateur = hashed('amateur', tokenizer, 2);
const models = { base, expert, amateur };

/** Nothing, then more and more, with nothing in between. */
const waves: Alpha = ({ written }) => [0, 0.5, 0, 1, -2][written.length % 5]!;
const whenUnsure: Alpha = async (_, unsure) => ((await unsure()) > 1.9 ? 1 : 0);

testModel('a model guided by a schedule', () => guided('guided', { ...models, alpha: waves }), { prompts });
testModel('a model guided where it is unsure', () => guided('guided', { ...models, alpha: whenUnsure }), {
  prompts,
});
testModel(
  'a guided model of batched models',
  () => batched(guided('guided', { base: batched(base), expert: batched(expert), amateur, alpha: waves })),
  { prompts },
);

function tape(...tokens: number[]) {
  return { items: [...prompts[0]!, ...tokens], done: false };
}

const bits = (answers: readonly Logits[]) => answers.map((logits) => dense(logits).data);

/** The same model, and how many items each of its queries had read when it was asked, forward by forward. */
function watched(model: Model): { readonly model: Model; readonly reads: number[][] } {
  const reads: number[][] = [];
  return {
    reads,
    model: {
      ...model,
      forward(queries, signal) {
        reads.push(queries.map(({ sequence }) => sequence.items.length));
        return model.forward(queries, signal);
      },
    },
  };
}

describe('a schedule of alpha', () => {
  test.each([-1, -0.3, 0.1, 0.5, 1, 1.7, 64.3])(
    'that is the same everywhere is that number, bit for bit: %d',
    async (alpha) => {
      const queries = [{ sequence: tape(1, 2, 3), rows: 3 }, { sequence: tape() }];
      const scheduled = await guided('guided', { ...models, alpha: () => alpha }).forward(queries);
      const constant = await guided('guided', { ...models, alpha }).forward(queries);
      expect(scheduled).toEqual(constant);
    },
  );

  test('that is 0 everywhere is the base, bit for bit, and runs the base alone', async () => {
    const watch = [watched(expert), watched(amateur)];
    const model = guided('guided', {
      base,
      expert: watch[0]!.model,
      amateur: watch[1]!.model,
      alpha: () => 0,
    });
    const queries = [{ sequence: tape(1, 2, 3), rows: 4 }, { sequence: tape(3) }];
    expect(bits(await model.forward(queries))).toEqual(bits(await base.forward(queries)));
    expect(watch.map(({ reads }) => reads)).toEqual([[], []]);
  });

  test('gives each row of a query its own alpha, by what is written before it', async () => {
    const model = guided('guided', { ...models, alpha: waves });
    for (const [sequence, rows] of [
      [tape(1, 2, 3, 4, 5, 6, 7), 8],
      [tape(1, 2), 3],
      [tape(4, 4, 4, 4), 2],
      [tape(4, 4), 1],
    ] as const) {
      const [found] = await model.forward([{ sequence, rows }]);
      for (let r = 0; r < rows; r++) {
        const count = sequence.items.length - prompts[0]!.length - rows + 1 + r;
        const place = { items: sequence.items.slice(0, prompts[0]!.length + count), done: false };
        const alpha = [0, 0.5, 0, 1, -2][count % 5]!;
        const [alone] = await guided('guided', { ...models, alpha }).forward([{ sequence: place }]);
        expect(row(dense(found!), r)).toEqual(row(dense(alone!), 0));
      }
    }
  });

  test('counts what is written since the last message', async () => {
    const places: string[] = [];
    const alpha: Alpha = ({ written }) => {
      places.push(tokenizer.decode(written));
      return 1;
    };
    const items: Item[] = [...prompts[0]!, 0, 1, ...prompts[1]!, 2, 3];
    await guided('guided', { ...models, alpha }).forward([{ sequence: { items, done: false }, rows: 4 }]);
    expect(places).toEqual(['', '', 'c', 'cd']);
  });

  test('asks expert and amateur from the first row on that is guided, and for those queries only', async () => {
    const { model, reads } = watched(expert);
    const asked: (number | undefined)[] = [];
    const recording: Model = {
      ...model,
      forward(queries, signal) {
        asked.push(...queries.map(({ rows }) => rows));
        return model.forward(queries, signal);
      },
    };
    const alpha: Alpha = ({ written }) => (written.length < 2 ? 0 : 0.5);
    await guided('guided', { base, expert: recording, amateur, alpha }).forward([
      { sequence: tape(1, 2, 3), rows: 4 },
      { sequence: tape(1) },
      { sequence: tape(5, 5), rows: 2 },
    ]);
    expect(reads).toEqual([[4, 3]]);
    expect(asked).toEqual([2, 1]);
  });

  test('that is known at once has all three asked before any has answered', async () => {
    let asked = 0;
    const patient = (model: Model): Model => ({
      ...model,
      async forward(queries, signal) {
        asked++;
        await new Promise(setImmediate);
        expect(asked).toBe(3);
        return model.forward(queries, signal);
      },
    });
    const three = { base: patient(base), expert: patient(expert), amateur: patient(amateur) };
    await guided('guided', { ...three, alpha: waves }).forward([{ sequence: tape(1) }]);
  });
});

describe('where alpha has been 0, expert and amateur', () => {
  const early = (written: number) => (written < 5 ? 0 : 1);

  test('are not asked, and read all they missed in one forward once it is not', async () => {
    const watch = [watched(base), watched(expert), watched(amateur)];
    const [b, e, a] = watch.map(({ model }) => model);
    const alpha: Alpha = ({ written }) => early(written.length);
    const model = guided('guided', { base: b!, expert: e!, amateur: a!, alpha });
    const { tokens } = await generate(sample(model, { temperature: 1 }), prompts[0]!, {
      maxTokens: 8,
      seed: 3,
    });
    expect(tokens).toHaveLength(8);
    expect(watch[0]!.reads.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(watch[1]!.reads.flat()).toEqual([6, 7, 8]);
    expect(watch[2]!.reads).toEqual(watch[1]!.reads);
  });

  test('guide from then on as if they had read along', async () => {
    const alpha: Alpha = ({ written }) => early(written.length);
    const model = guided('guided', { ...models, alpha });
    const { tokens } = await generate(sample(model), prompts[0]!, { maxTokens: 12 });
    const always = guided('guided', { ...models, alpha: 1 });
    for (const [i, token] of tokens.entries()) {
      const sequence = tape(...tokens.slice(0, i));
      const [logits] = await (i < 5 ? base : always).forward([{ sequence, top: 1 }]);
      expect(logits).toMatchObject({ tokens: Int32Array.of(token) });
    }
  });
});

describe('an alpha that depends on how unsure the base is', () => {
  test('sees the entropy of the base at its own row, without padding', async () => {
    const found: number[] = [];
    const alpha: Alpha = async (_, unsure) => {
      found.push(await unsure());
      return 0;
    };
    const padded = tableModel('padded', tokenizer, (items) => [
      ...Array.from({ length: tokenizer.size }, (_, v) => Math.sin(items.length * v)),
      1e6,
      1e6,
    ]);
    await guided('guided', { ...models, base: padded, alpha }).forward([{ sequence: tape(1, 2), rows: 3 }]);
    const [own] = await padded.forward([{ sequence: tape(1, 2), rows: 3 }]);
    const expected = [0, 1, 2].map((r) => entropy(row(dense(own!), r).subarray(0, tokenizer.size)));
    expect(found).toEqual(expected);
    expect(new Set(found).size).toBe(3);
  });

  test('guides where it says so and nowhere else', async () => {
    const always = guided('guided', { ...models, alpha: 1 });
    const model = guided('guided', { ...models, alpha: whenUnsure });
    let guidedPlaces = 0;
    for (let token = 0; token < 16; token++) {
      const queries = [{ sequence: tape(token, token) }];
      const [own] = await base.forward(queries);
      const unsure = entropy(dense(own!).data) > 1.9;
      if (unsure) guidedPlaces++;
      expect(bits(await model.forward(queries))).toEqual(
        bits(await (unsure ? always : base).forward(queries)),
      );
    }
    expect(guidedPlaces).toBeGreaterThan(2);
    expect(guidedPlaces).toBeLessThan(14);
  });
});

test('sequences with an alpha or a schedule of their own share every batch of shared models', async () => {
  const alphas: Alpha[] = [0, 0.5, -1, waves, () => 0.3, whenUnsure, ({ written }) => written.length / 4, 2];
  const plain = [0, 1, 2].map((seed) => hashed(`model ${seed}`, tokenizer, seed));
  const [b, e, a] = plain.map((model) => batched(model));
  const write = (alpha: Alpha, three: readonly Model[], seed: number) => {
    const model = guided('guided', { base: three[0]!, expert: three[1]!, amateur: three[2]!, alpha });
    return generate(sample(model, { temperature: 1 }), prompts[seed % 2]!, { seed, maxTokens: 9 });
  };
  const together = await Promise.all(alphas.map((alpha, seed) => write(alpha, [b!, e!, a!], seed)));
  const most = plain.map(({ calls }) => Math.max(...calls));
  for (const [seed, alpha] of alphas.entries()) {
    const alone = await write(alpha, plain, seed);
    expect(together[seed]!.tokens).toEqual(alone.tokens);
  }
  expect(most[0]).toBe(alphas.length);
  expect(most[1]).toBeGreaterThan(4);
  expect(most[2]).toBe(most[1]);
});

test('what the base says goes along as unguided, where alpha is 0 too', async () => {
  const queries = [
    { sequence: tape(1, 2), rows: 3 },
    { sequence: tape(), top: 2 },
  ];
  const answers = await guided('guided', { ...models, alpha: waves }).forward(queries);
  const own = await base.forward([{ sequence: tape(1, 2), rows: 3 }, { sequence: tape() }]);
  expect(bits(answers.map(({ unguided }) => unguided!))).toEqual(bits(own));
});

test('scores past the narrowest of three heads do not exist, guided or not', async () => {
  const head = (name: string, width: number) =>
    tableModel(name, tokenizer, () => Float32Array.from({ length: width }, (_, v) => (v < 17 ? v : 1e9)));
  const model = guided('guided', {
    base: head('base', 24),
    expert: head('expert', 20),
    amateur: head('amateur', 32),
    alpha: waves,
  });
  const [logits] = await model.forward([{ sequence: tape(1, 2, 3), rows: 4 }]);
  expect(logits).toMatchObject({ rows: 4, vocab: 17, unguided: { vocab: 17 } });
});

test('an amateur that the expert equals leaves the base, bit for bit, whatever the schedule', async () => {
  const model = guided('guided', { base, expert, amateur: hashed('twin', tokenizer, 1), alpha: waves });
  const queries = [{ sequence: tape(1, 2, 3, 4), rows: 5 }];
  expect(bits(await model.forward(queries))).toEqual(bits(await base.forward(queries)));
});

test('the name tells the method and a constant alpha', () => {
  expect(guided('method', { ...models, alpha: 0.5 }).name).toBe('method(base + 0.5·(expert − amateur))');
  expect(guided('method', { ...models, alpha: waves }).name).toBe('method(base + α·(expert − amateur))');
});

test('other vocabularies and alphas that are no numbers are refused by name', async () => {
  const stranger = hashed('stranger', letters('xyz'));
  for (const alpha of [1, waves] as const)
    for (const name of ['expert', 'amateur'])
      expect(() => guided('guided', { ...models, [name]: stranger, alpha })).toThrow(VocabularyMismatch);
  expect(() => guided('guided', { ...models, expert: stranger, alpha: waves })).toThrow(
    /"base" and "stranger"/,
  );
  const lost = guided('guided', { ...models, alpha: ({ written }) => (written.length > 1 ? Number.NaN : 0) });
  await expect(lost.forward([{ sequence: open(prompts[0]!) }])).resolves.toHaveLength(1);
  await expect(lost.forward([{ sequence: tape(1, 2) }])).rejects.toThrow(
    new RangeError('alpha must be a number, found NaN after 2 tokens.'),
  );
});

test('when any of the three fails, or alpha does, the answer is that error', async () => {
  const error = new Error('Out of memory.');
  const failing = async () => Promise.reject(error);
  for (const name of ['base', 'expert', 'amateur'] as const) {
    const broken = { ...models, [name]: { ...models[name], forward: failing } };
    for (const alpha of [() => 1, async (_: unknown, unsure: () => Promise<number>) => 1 + (await unsure())])
      await expect(guided('guided', { ...broken, alpha }).forward([{ sequence: tape() }])).rejects.toBe(
        error,
      );
  }
  await expect(guided('guided', { ...models, alpha: failing }).forward([{ sequence: tape() }])).rejects.toBe(
    error,
  );
});

test('a constant alpha goes to the device if it can sum there, a schedule does not', async () => {
  const onDevice = hashed('sum', tokenizer, 9);
  const summing: Model = { ...base, sum: () => onDevice };
  const queries = [{ sequence: tape(1) }];
  const constant = guided('guided', { ...models, base: summing, alpha: 0.5 });
  expect(bits(await constant.forward(queries))).toEqual(bits(await onDevice.forward(queries)));
  const scheduled = guided('guided', { ...models, base: summing, alpha: () => 0.5 });
  const expected = linear([
    { model: base, weight: 1 },
    { model: expert, weight: 0.5 },
    { model: amateur, weight: -0.5 },
  ]);
  expect(bits(await scheduled.forward(queries))).toEqual(bits(await expected.forward(queries)));
});
