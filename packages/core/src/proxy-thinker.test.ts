import { describe, expect, test } from 'vitest';
import { generate } from './generate.ts';
import { dense, logSumExp } from './logits.ts';
import type { Logits, Model, Tokenizer } from './model.ts';
import { uniform } from './noise.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import { pick } from './sampling.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel } from './testing.ts';

const five: Tokenizer = letters('abcd');
const sixteen: Tokenizer = letters('abcdefghijklmno');
const hello = prompt('Hello.');

const fixed = (name: string, tokenizer: Tokenizer, scores: ArrayLike<number>) =>
  tableModel(name, tokenizer, () => scores);

async function scoresOf(model: Model): Promise<Float32Array> {
  const [logits] = await model.forward([{ sequence: open(hello) }]);
  return dense(logits!).data;
}

function softmax(scores: Float32Array): number[] {
  const sum = logSumExp(scores);
  return Array.from(scores, (score) => Math.exp(score - sum));
}

function totalVariation(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, value, token) => sum + Math.abs(value - q[token]!), 0) / 2;
}

/** Random rows, some of large scores and some of near ties, as a table that depends on the tape. */
function network(name: string, seed: number): Model {
  return tableModel(name, sixteen, (items) => {
    const at = items.length;
    const scale = [1, 20, 1e4][at % 3]!;
    const step = at % 2 === 0 ? 2 ** -20 : 1;
    return Float32Array.from(
      { length: sixteen.size },
      (_, v) => scale * (1 + step * (uniform(seed, at, v) - 0.5)),
    );
  });
}

const alphas = [-1, -0.3, 0.1, 0.5, 1, 1.7, 64.3];

describe('the equation, on a row worked out by hand', () => {
  const models = {
    base: fixed('base', five, [2, 1, 0.5, -1, 0]),
    expert: fixed('expert', five, [0.5, 2.5, 0, -0.5, 1]),
    amateur: fixed('amateur', five, [1.5, 0.5, 0, -0.5, 0.5]),
  };

  test.each([
    [0, [2, 1, 0.5, -1, 0], [0.563021, 0.207124, 0.125627, 0.028031, 0.076197]],
    [0.5, [1.5, 2, 0.5, -1, 0.25], [0.295404, 0.487039, 0.108673, 0.024248, 0.084635]],
    [1, [1, 3, 0.5, -1, 0.5], [0.102696, 0.758828, 0.062288, 0.013898, 0.062288]],
  ])('alpha %d', async (alpha, expected, probabilities) => {
    const z = await scoresOf(proxyThinker({ ...models, alpha }));
    expect([...z]).toEqual(expected);
    for (const [token, p] of softmax(z).entries()) expect(p).toBeCloseTo(probabilities[token]!, 5);
  });

  test('alpha by place is alpha, place by place', async () => {
    for (const [alpha, expected] of [
      [0, [2, 1, 0.5, -1, 0]],
      [0.5, [1.5, 2, 0.5, -1, 0.25]],
      [1, [1, 3, 0.5, -1, 0.5]],
    ] as const)
      expect([...(await scoresOf(proxyThinker({ ...models, alpha: () => alpha })))]).toEqual(expected);
  });

  test('how far the laws of expert and of the mean of both small models overlap with the guided one', async () => {
    const [r, q] = [proxyThinker(models), models.expert];
    const mean = proxyThinker({ base: models.amateur, expert: models.expert, amateur: models.amateur });
    const [guided, expert, draft] = await Promise.all(
      [r, q, mean].map(async (m) => softmax(await scoresOf(m))),
    );
    for (const [token, p] of [0.090808, 0.670989, 0.055078, 0.033407, 0.149718].entries())
      expect(expert![token]).toBeCloseTo(p, 5);
    expect(1 - totalVariation(guided!, expert!)).toBeCloseTo(0.741809, 5);
    expect(1 - totalVariation(guided!, draft!)).toBeCloseTo(0.859555, 5);
  });

  test('alpha is a half unless said otherwise', async () => {
    expect(await scoresOf(proxyThinker(models))).toEqual(
      await scoresOf(proxyThinker({ ...models, alpha: 0.5 })),
    );
  });

  test('sampled at temperature 0.7 from a nucleus of 0.9, the law is the one worked out by hand', async () => {
    const [logits] = await proxyThinker(models).forward([{ sequence: open(hello) }]);
    const found = new Array<number>(5).fill(0);
    const sampling = { temperature: 0.7, topP: 0.9 };
    for (let i = 0; i < 40_000; i++) found[pick(logits!, 0, sampling, 1, i)!]! += 1 / 40_000;
    expect(totalVariation(found, [0.304657, 0.622331, 0.073011, 0, 0])).toBeLessThan(0.01);
    expect(found.slice(3)).toEqual([0, 0]);
  });
});

describe('what must change nothing changes nothing', () => {
  const [base, small] = [network('base', 1), network('small', 2)];
  const positions = Array.from({ length: 60 }, (_, i) => ({
    items: [...hello, ...new Array<number>(i).fill(0)],
    done: false,
  }));
  const queries = positions.map((sequence) => ({ sequence, rows: 1 }));

  test('alpha 0 is the base, bit for bit, and runs the base alone', async () => {
    const expert = hashed('expert', sixteen, 5);
    const z = await proxyThinker({ base, expert, amateur: network('amateur', 3), alpha: 0 }).forward(queries);
    expect(z).toEqual(await base.forward(queries));
    expect(expert.calls).toEqual([]);
  });

  test.each(alphas)(
    'an expert that equals the amateur leaves the base, bit for bit: alpha %d',
    async (alpha) => {
      const z = await proxyThinker({ base, expert: small, amateur: network('twin', 2), alpha }).forward(
        queries,
      );
      expect(z.map(dataOf)).toEqual((await base.forward(queries)).map(dataOf));
    },
  );

  test('summed from left to right in float32, an expert that equals the amateur would change the base', async () => {
    const differs = async (alpha: number) => {
      const [b, s] = await Promise.all([base, small].map((model) => model.forward(queries)));
      return queries.some((_, i) => {
        const [own, both] = [dataOf(b![i]!), dataOf(s![i]!)];
        const add = (z: Float32Array, weight: number) =>
          z.map((score, v) => score + Math.fround(weight * both[v]!));
        return add(add(own, alpha), -alpha).some((score, v) => score !== own[v]);
      });
    };
    for (const alpha of alphas) expect(await differs(alpha)).toBe(true);
  });

  test('adding a constant to the scores of any one model leaves the law', async () => {
    const models = { base, expert: small, amateur: network('amateur', 3) };
    const shifted = (model: Model): Model => ({
      ...model,
      async forward(asked, signal) {
        const answers = await model.forward(asked, signal);
        return answers.map((logits) => ({ ...dense(logits), data: dense(logits).data.map((z) => z + 4) }));
      },
    });
    const law = softmax(await scoresOf(proxyThinker(models)));
    for (const name of ['base', 'expert', 'amateur'] as const) {
      const other = softmax(await scoresOf(proxyThinker({ ...models, [name]: shifted(models[name]) })));
      expect(totalVariation(law, other)).toBeLessThan(1e-5);
    }
  });
});

test('a base that equals the amateur, at alpha 1, writes what the expert writes', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const expert = hashed('expert', sixteen, seed);
    const small = hashed('small', sixteen, seed + 100);
    const steered = proxyThinker({ base: small, expert, amateur: small, alpha: 1 });
    for (const sampling of [{}, { temperature: 1 }]) {
      const [found, expected] = await Promise.all(
        [steered, expert].map((model) => generate(sample(model, sampling), hello, { seed, maxTokens: 30 })),
      );
      expect(found!.tokens).toEqual(expected!.tokens);
    }
  }
});

test.each(alphas)('expert and amateur may change places if alpha changes its sign: %d', async (alpha) => {
  const [base, expert, amateur] = [network('base', 1), network('expert', 2), network('amateur', 3)];
  const there = await scoresOf(proxyThinker({ base, expert, amateur, alpha }));
  const back = await scoresOf(proxyThinker({ base, expert: amateur, amateur: expert, alpha: -alpha }));
  expect(back).toEqual(there);
});

test('raw scores and their log-softmax give the same law', async () => {
  for (let seed = 0; seed < 50; seed++) {
    const rows = [0, 1, 2].map((i) =>
      Float32Array.from({ length: 16 }, (_, v) => 12 * uniform(seed, i, v) - 6),
    );
    const normalised = rows.map((scores) => scores.map((score) => score - logSumExp(scores)));
    const [raw, log] = await Promise.all(
      [rows, normalised].map(async ([base, expert, amateur]) => {
        const model = proxyThinker({
          base: fixed('base', sixteen, base!),
          expert: fixed('expert', sixteen, expert!),
          amateur: fixed('amateur', sixteen, amateur!),
          alpha: 0.1 + seed / 40,
        });
        return softmax(await scoresOf(model));
      }),
    );
    expect(totalVariation(raw!, log!)).toBeLessThan(1e-5);
  }
});

test('the name says who steers whom, and how hard', () => {
  const [base, expert, amateur] = ['large', 'tutor', 'pupil'].map((name, seed) =>
    hashed(name, sixteen, seed),
  );
  const model = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
  expect(model.name).toBe('proxy-thinker(large + 0.5·(tutor − pupil))');
});

function dataOf(logits: Logits): Float32Array {
  return dense(logits).data;
}
