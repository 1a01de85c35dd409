import { describe, expect, test } from 'vitest';
import { type Law, lawOf } from './law.ts';
import type { DenseLogits } from './model.ts';
import { uniform } from './noise.ts';
import { pick, type Sampling } from './sampling.ts';
import { acceptance, accepts, gumbelCoupling, residual, speculativeSampling } from './verification.ts';

function oneRow(...scores: number[]): DenseLogits {
  return { type: 'dense', rows: 1, vocab: scores.length, data: Float32Array.from(scores) };
}

/** Scores between −3 and 3 for six tokens. */
function randomRow(seed: number): DenseLogits {
  return oneRow(...Array.from({ length: 6 }, (_, token) => 6 * uniform(seed, 77, token) - 3));
}

const plain: Sampling = { temperature: 1 };
const law = (logits: DenseLogits, sampling = plain): Law => lawOf(logits, 0, sampling)!;
const onehot = (token: number): Law => new Map([[token, 1]]);
const at = (p: Law, token: number): number => p.get(token) ?? 0;

/** The share of noises with which draws from q and r meet: Σ_x 1 / Σ_y max(r(y) / r(x), q(y) / q(x)). */
function couplingRate(r: Law, q: Law): number {
  let rate = 0;
  for (const x of r.keys()) {
    let sum = 0;
    for (const y of r.keys()) sum += Math.max(at(r, y) / at(r, x), at(q, y) / at(q, x));
    rate += 1 / sum;
  }
  return rate;
}

describe('on the row worked out by hand', () => {
  const expert = oneRow(0.5, 2.5, 0, -0.5, 1);
  const target = oneRow(1.5, 2, 0.5, -1, 0.25);
  const [q, r] = [law(expert), law(target)];

  test('the laws', () => {
    const expected = [0.090808, 0.670989, 0.055078, 0.033407, 0.149718];
    for (const [token, p] of expected.entries()) expect(at(q, token)).toBeCloseTo(p, 5);
  });

  test.each([
    [0, 1],
    [1, 0.725853],
    [2, 1],
    [3, 0.725853],
    [4, 0.565295],
  ])('token %d is accepted with probability %d', (token, probability) => {
    expect(accepts(r, q, token, probability - 1e-6)).toBe(true);
    if (probability < 1) expect(accepts(r, q, token, probability + 1e-6)).toBe(false);
  });

  test('the share accepted, and what is drawn from after a refusal', () => {
    expect(acceptance(r, q)).toBeCloseTo(0.741809, 5);
    const rest = residual(r, q);
    for (const [token, p] of [0.792421, 0, 0.207579, 0, 0].entries())
      expect(at(rest, token)).toBeCloseTo(p, 5);
  });

  test('drafted by the mean of amateur and expert, or by the best token of the expert', () => {
    expect(acceptance(r, law(oneRow(1, 1.5, 0, -0.5, 0.75)))).toBeCloseTo(0.859555, 5);
    expect(acceptance(r, onehot(1))).toBeCloseTo(0.487039, 5);
  });

  test('the share that Gumbel coupling accepts, by its formula and by 40,000 draws', () => {
    expect(couplingRate(r, q)).toBeCloseTo(0.726742, 5);
    let met = 0;
    for (let i = 0; i < 40_000; i++)
      met += pick(expert, 0, plain, 3, i) === gumbelCoupling(target, 0, plain, 3, i, undefined) ? 1 : 0;
    expect(met / 40_000).toBeCloseTo(0.726742, 2);
  });

  test('the share that speculative sampling accepts, and the law of what it writes, by 40,000 draws', () => {
    const found = new Array<number>(5).fill(0);
    let accepted = 0;
    for (let i = 0; i < 40_000; i++) {
      const token = pick(expert, 0, plain, 3, i)!;
      const written = speculativeSampling(target, 0, plain, 3, i, { token, law: () => q })!;
      accepted += written === token ? 1 : 0;
      found[written]! += 1 / 40_000;
    }
    expect(accepted / 40_000).toBeCloseTo(0.741809, 2);
    for (const [token, p] of r) expect(Math.abs(found[token]! - p)).toBeLessThan(0.01);
  });
});

const samplings: Sampling[] = [
  plain,
  { temperature: 0.5 },
  { temperature: 1.1, topK: 3 },
  { temperature: 0.8, topP: 0.9 },
  { temperature: 1, minP: 0.2 },
  { temperature: 0 },
];

test('what is accepted and what is drawn after a refusal add up to the law of the target', () => {
  for (let seed = 0; seed < 500; seed++) {
    const r = law(randomRow(seed), samplings[seed % 6]);
    const q = law(randomRow(seed + 1000), samplings[(seed >> 2) % 6]);
    const beta = 1 - acceptance(r, q);
    const rest = residual(r, q);
    for (let v = 0; v < 6; v++)
      expect(Math.abs(Math.min(at(q, v), at(r, v)) + beta * at(rest, v) - at(r, v))).toBeLessThan(1e-12);
  }
});

test('Gumbel coupling accepts at least (1 − TV) / (1 + TV), speculative sampling 1 − TV', () => {
  for (let seed = 0; seed < 200; seed++) {
    const [r, q] = [law(randomRow(seed)), law(randomRow(seed + 1000))];
    const variation = Array.from(r, ([v, p]) => Math.abs(p - at(q, v))).reduce((sum, d) => sum + d, 0) / 2;
    expect(acceptance(r, q)).toBeCloseTo(1 - variation, 10);
    expect(couplingRate(r, q)).toBeGreaterThanOrEqual((1 - variation) / (1 + variation) - 1e-12);
    expect(couplingRate(r, q)).toBeLessThanOrEqual(1 - variation + 1e-12);
  }
});

test('a refused token is never the one that is written, and one that the target excludes is always refused', () => {
  const cut = { temperature: 1, topK: 2 };
  for (let seed = 0; seed < 300; seed++) {
    const [target, draft] = [randomRow(seed), randomRow(seed + 1000)];
    const token = pick(draft, 0, plain, seed, 5)!;
    const written = speculativeSampling(target, 0, cut, seed, 5, { token, law: () => law(draft) })!;
    const u = uniform(seed, 5, -1);
    expect(written === token).toBe(accepts(law(target, cut), law(draft), token, u));
    expect(at(law(target, cut), written)).toBeGreaterThan(0);
  }
});

test('equal laws accept everything; a refusal that only rounding could cause draws from the target', () => {
  const r = law(randomRow(1));
  for (const [token] of r) expect(accepts(r, r, token, 1 - 2 ** -53)).toBe(true);
  expect(residual(r, r)).toBe(r);
});

test('at temperature 0 both accept the best token and write it in the place of any other', () => {
  for (let seed = 0; seed < 100; seed++) {
    const target = randomRow(seed);
    const best = pick(target, 0, {}, 0, 0);
    for (let token = 0; token < 6; token++)
      for (const verification of [gumbelCoupling, speculativeSampling])
        expect(verification(target, 0, {}, seed, 9, { token })).toBe(best);
  }
});

test('too few candidates are said to be too few', () => {
  const flat: DenseLogits = { type: 'dense', rows: 1, vocab: 200, data: new Float32Array(200) };
  const few = {
    type: 'sparse',
    rows: 1,
    top: 64,
    tokens: Int32Array.from({ length: 64 }, (_, token) => token),
    scores: new Float32Array(64),
    logSumExp: Float32Array.of(Math.log(200)),
    entropy: Float32Array.of(Math.log(200)),
  } as const;
  const nucleus = { temperature: 1, topP: 0.9 };
  expect(speculativeSampling(few, 0, nucleus, 1, 1, undefined)).toBeUndefined();
  expect(speculativeSampling(flat, 0, nucleus, 1, 1, undefined)).toBeDefined();
});
