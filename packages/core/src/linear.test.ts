import { describe, expect, test } from 'vitest';
import { VocabularyMismatch } from './errors.ts';
import { linear } from './linear.ts';
import { dense, sparse } from './logits.ts';
import type { Model, Term, Tokenizer } from './model.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const [one, two, three] = [
  hashed('one', tokenizer, 1),
  hashed('two', tokenizer, 2),
  hashed('three', tokenizer, 3),
];
const terms = [
  { model: one, weight: 1 },
  { model: two, weight: 0.7 },
  { model: three, weight: -1.2 },
];

testModel('a weighted sum', () => linear(terms), { prompts });
testModel('a weighted sum of weighted sums', () => linear([{ model: linear(terms), weight: 2 }, terms[1]!]), {
  prompts,
});

async function scoresOf(model: Model, text = 'Hello.'): Promise<Float32Array> {
  const [logits] = await model.forward([{ sequence: open(prompt(text)) }]);
  return dense(logits!).data;
}

test('scores are the weighted sum of the scores of the models, in each row of each query', async () => {
  const sequences = prompts.map((messages) => ({ items: [...messages, 3, 1, 4], done: false }));
  const queries = [{ sequence: sequences[0]! }, { sequence: sequences[1]!, rows: 3 }];
  const sums = await linear(terms).forward(queries);
  const parts = await Promise.all(terms.map(({ model }) => model.forward(queries)));
  for (const [i, sum] of sums.entries()) {
    const [z1, z2, z3] = parts.map((answers) => dense(answers[i]!).data);
    const expected = z1!.map((z, v) => z + (0.7 * z2![v]! - 1.2 * z3![v]!));
    for (const [v, z] of dense(sum).data.entries()) expect(z).toBeCloseTo(expected[v]!, 5);
  }
});

test('what the best of a sum amount to is that of the whole sum, also once others were asked', async () => {
  const sum = linear(terms);
  const queries = prompts.map((messages) => ({ sequence: open(messages) }));
  for (const top of [1, 3]) {
    const best = await sum.forward(queries.map((query) => ({ ...query, top })));
    const all = await sum.forward(queries);
    for (const [i, found] of best.entries())
      expect({ ...found }).toEqual({ ...sparse(dense(all[i]!), top), unguided: all[i]!.unguided });
  }
});

test('models of weight 0 do not run, wherever they stand', async () => {
  const models = [1, 2, 3].map((seed) => hashed(`model ${seed}`, tokenizer, seed));
  const weights = [0, 2, 0];
  const sum = linear(models.map((model, i): Term => ({ model, weight: weights[i]! })));
  const doubled = (await scoresOf(hashed('two', tokenizer, 2))).map((z) => 2 * z);
  expect(await scoresOf(sum)).toEqual(doubled);
  expect(models.map(({ calls }) => calls.length)).toEqual([0, 1, 0]);
});

test('all models are asked before any has answered', async () => {
  let asked = 0;
  const patient = (seed: number): Model => {
    const network = hashed(`model ${seed}`, tokenizer, seed);
    return {
      ...network,
      async forward(queries, signal) {
        asked++;
        await new Promise(setImmediate);
        expect(asked).toBe(3);
        return network.forward(queries, signal);
      },
    };
  };
  await scoresOf(linear([1, 2, 3].map((seed) => ({ model: patient(seed), weight: seed }))));
});

describe('heads of different widths', () => {
  const words: Tokenizer = { ...letters('a'), size: 151_665, end: 0 };

  /** A head whose padding, past the last token, scores higher than anything else. */
  function padded(seed: number, vocab: number): Model {
    const scores = new Float32Array(vocab);
    for (let v = 0; v < vocab; v++)
      scores[v] = ((v * (7919 + seed)) % 10_007) / 1000 + (v < words.size ? 0 : 1e6);
    return tableModel(`${vocab} wide`, words, () => scores);
  }

  test.each([
    [152_064, 151_936, 151_936],
    [151_936, 152_064, 152_064],
    [152_064, 152_064, 152_064],
    [151_665, 152_064, 151_936],
    [152_064, 100_000, 152_064],
  ])(
    '%d, %d and %d: padding never wins and every token gets the sum over the common width',
    async (...widths) => {
      const models = widths.map((vocab, i) => padded(i, vocab));
      const sum = linear([
        { model: models[0]!, weight: 1 },
        { model: models[1]!, weight: 0.5 },
        { model: models[2]!, weight: -0.5 },
      ]);
      const common = Math.min(words.size, ...widths);
      const z = await scoresOf(sum);
      expect(z.length).toBe(common);
      const [b, e, a] = await Promise.all(models.map((model) => scoresOf(model)));
      let best = 0;
      for (let v = 0; v < common; v++) {
        if (z[v]! > z[best]!) best = v;
        if (z[v] !== Math.fround(b![v]! + (0.5 * e![v]! - 0.5 * a![v]!)))
          throw new Error(`Token ${v} has another sum.`);
      }
      const [greedy] = await sum.forward([{ sequence: open(prompt('Hello.')), top: 1 }]);
      expect(greedy).toMatchObject({ type: 'sparse', tokens: Int32Array.of(best) });
    },
  );
});

describe('a score of −Infinity', () => {
  const forbidding = (name: string, ...scores: number[]) => tableModel(name, letters('ab'), () => scores);
  const sumOf = (...parts: [weight: number, scores: number[]][]) =>
    scoresOf(linear(parts.map(([weight, scores], i) => ({ model: forbidding(`${i}`, ...scores), weight }))));

  test('of the first model stays, whatever the others say', async () => {
    const z = await sumOf([1, [-Infinity, -Infinity, 1]], [2, [5, -Infinity, 5]], [-2, [1, 1, 1]]);
    expect([...z]).toEqual([-Infinity, -Infinity, 9]);
    expect([...(await sumOf([1, [-Infinity, 0, 0]], [-1, [-Infinity, 0, 0]]))]).toEqual([-Infinity, 0, 0]);
  });

  test('of one of the others forbids, whatever its weight', async () => {
    expect([...(await sumOf([1, [3, 4, 5]], [0.5, [-Infinity, 2, 2]]))]).toEqual([-Infinity, 5, 6]);
    expect([...(await sumOf([1, [3, 4, 5]], [-0.5, [-Infinity, 2, 2]]))]).toEqual([-Infinity, 3, 4]);
    expect([...(await sumOf([-1, [-Infinity, 4, 5]], [1, [1, 2, 2]]))]).toEqual([-Infinity, -2, -3]);
  });

  test('of expert and amateur alike leaves the base as it is, bit for bit', async () => {
    const base = [0.1, 1e-7, 3e4];
    for (const alpha of [0.5, 1, 1.7, -3]) {
      const z = await sumOf(
        [1, base],
        [alpha, [-Infinity, -Infinity, 2]],
        [-alpha, [-Infinity, -Infinity, 2]],
      );
      expect(z).toEqual(Float32Array.from(base));
    }
  });

  test('of a model of weight 0 is not looked at', async () => {
    expect([...(await sumOf([1, [3, 4, 5]], [0, [-Infinity, 2, 2]]))]).toEqual([3, 4, 5]);
  });

  test('hides no model that overflows: NaN stays NaN', async () => {
    expect([...(await sumOf([1, [3, 4, 5]], [1, [Number.NaN, 0, 0]], [-1, [1, 0, 0]]))][0]).toBeNaN();
  });
});

describe('what a sum says without guidance', () => {
  test('is what its first model says, without padding', async () => {
    const padded = tableModel('padded', tokenizer, () => Float32Array.from({ length: 40 }, (_, v) => v));
    const sum = linear([
      { model: padded, weight: 1 },
      { model: two, weight: 1 },
    ]);
    const [logits] = await sum.forward([{ sequence: open(prompt('Hello.')) }]);
    const unguided = dense(logits!.unguided!);
    expect(unguided.vocab).toBe(tokenizer.size);
    expect(unguided.data).toEqual((await scoresOf(padded)).subarray(0, tokenizer.size));
  });

  test('is what the innermost base says where sums are summed', async () => {
    const [first, ...others] = terms;
    const inner = linear([first!, others[0]!]);
    const [logits] = await linear([{ model: inner, weight: 1 }, others[1]!]).forward([
      { sequence: open(prompt('Hello.')) },
    ]);
    expect(dense(logits!.unguided!).data).toEqual(await scoresOf(one));
  });

  test('stays what it was where the first model is all that runs', async () => {
    const inner = linear(terms);
    const alone = linear([
      { model: inner, weight: 1 },
      { model: one, weight: 0 },
    ]);
    const [logits] = await alone.forward([{ sequence: open(prompt('Hello.')) }]);
    expect(dense(logits!.unguided!).data).toEqual(await scoresOf(one));
  });
});

describe('a model that can sum where its scores lie', () => {
  const summing = (answer: Model | undefined) => {
    const asked: (readonly Term[])[] = [];
    const model: Model = {
      ...one,
      sum(summands) {
        asked.push(summands);
        return answer;
      },
    };
    return { model, asked };
  };

  test('is asked first, without the terms of weight 0, and its sum bears the name', async () => {
    const { model, asked } = summing(hashed('sum on the device', tokenizer, 9));
    const sum = linear(
      [
        { model, weight: 1 },
        { model: two, weight: 0 },
        { model: three, weight: -1 },
      ],
      'the sum',
    );
    expect(asked).toEqual([
      [
        { model, weight: 1 },
        { model: three, weight: -1 },
      ],
    ]);
    expect(sum.name).toBe('the sum');
    expect(await scoresOf(sum)).toEqual(await scoresOf(hashed('', tokenizer, 9)));
  });

  test('may decline', async () => {
    const { model } = summing(undefined);
    const declined = linear([{ model, weight: 1 }, ...terms.slice(1)]);
    expect(await scoresOf(declined)).toEqual(await scoresOf(linear(terms)));
  });
});

test('the name tells the sum, the context is the shortest of those that run', () => {
  const short = { ...two, contextLength: 100 };
  const idle = { ...three, contextLength: 10 };
  const sum = linear([
    { model: one, weight: 1 },
    { model: short, weight: -0.5 },
    { model: idle, weight: 0 },
  ]);
  expect(sum.name).toBe('one − 0.5·two');
  expect(sum.contextLength).toBe(100);
});

test('models with other vocabularies, sums of nothing and weights that are not numbers are refused', () => {
  const stranger = hashed('stranger', letters('xyz'));
  expect(() => linear([...terms, { model: stranger, weight: 0 }])).toThrow(VocabularyMismatch);
  expect(() => linear([...terms, { model: stranger, weight: 0 }])).toThrow(/"one" and "stranger"/);
  expect(() => linear([])).toThrow(RangeError);
  expect(() => linear([{ model: one, weight: 0 }])).toThrow(RangeError);
  expect(() => linear([{ model: one, weight: Number.NaN }])).toThrow(/"one"/);
});

test('when one model fails, the sum fails with its error', async () => {
  const failing: Model = { ...two, forward: async () => Promise.reject(new Error('Out of memory.')) };
  const sum = linear([
    { model: one, weight: 1 },
    { model: failing, weight: 1 },
  ]);
  await expect(scoresOf(sum)).rejects.toThrow('Out of memory.');
});
