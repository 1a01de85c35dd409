import { describe, expect, test } from 'vitest';
import { sparse } from './logits.ts';
import type { DenseLogits } from './model.ts';
import { uniform } from './noise.ts';
import { assertSampling, candidatesOf, pick, type Sampling } from './sampling.ts';

function oneRow(scores: ArrayLike<number>): DenseLogits {
  return { type: 'dense', rows: 1, vocab: scores.length, data: Float32Array.from(scores) };
}

function randomRow(seed: number, vocab: number, spread: number): DenseLogits {
  return oneRow(Array.from({ length: vocab }, (_, token) => spread * uniform(seed, 99, token)));
}

/** The law that a sampling asks for, computed the plain way. */
function law(
  { data }: DenseLogits,
  { temperature = 0, topK = Infinity, topP = 1, minP = 0 }: Sampling,
): number[] {
  const best = Math.max(...data);
  const weights = Array.from(data, (score) => Math.exp((score - best) / temperature));
  const ranking = [...weights.keys()].sort((a, b) => weights[b]! - weights[a]! || a - b).slice(0, topK);
  const total = ranking.reduce((sum, token) => sum + weights[token]!, 0);
  const kept: number[] = [];
  let mass = 0;
  for (const token of ranking) {
    if (topP < 1 && mass >= topP * total) break;
    kept.push(token);
    mass += weights[token]!;
  }
  const likely = kept.filter((token) => weights[token]! >= minP);
  const sum = likely.reduce((part, token) => part + weights[token]!, 0);
  return weights.map((weight, token) => (likely.includes(token) ? weight / sum : 0));
}

function draw(logits: DenseLogits, sampling: Sampling, seed: number, position: number): number {
  const top = candidatesOf(sampling);
  const candidates = top === undefined ? logits : sparse(logits, top);
  return (pick(candidates, 0, sampling, seed, position) ?? pick(logits, 0, sampling, seed, position))!;
}

function frequencies(logits: DenseLogits, sampling: Sampling, count: number, seed: number): number[] {
  const top = candidatesOf(sampling);
  const candidates = top === undefined ? logits : sparse(logits, top);
  const counts = new Array<number>(logits.vocab).fill(0);
  for (let i = 0; i < count; i++) {
    const token = pick(candidates, 0, sampling, seed, i) ?? pick(logits, 0, sampling, seed, i);
    counts[token!]! += 1 / count;
  }
  return counts;
}

const samplings: Sampling[] = [
  { temperature: 1 },
  { temperature: 0.7 },
  { temperature: 1.6 },
  { temperature: 1, topK: 3 },
  { temperature: 1, topP: 0.8 },
  { temperature: 0.7, topP: 0.9 },
  { temperature: 1, minP: 0.3 },
  { temperature: 1.3, topK: 6, topP: 0.85, minP: 0.2 },
  { temperature: 1, topP: 0.9, minP: 0.25 },
];

describe('forty thousand draws follow the law', () => {
  test.each(samplings)('of %o', (sampling) => {
    const logits = randomRow(samplings.indexOf(sampling), 8, 3);
    const expected = law(logits, sampling);
    const found = frequencies(logits, sampling, 40_000, 5);
    const distance = expected.reduce((sum, p, token) => sum + Math.abs(p - found[token]!), 0) / 2;
    expect(distance).toBeLessThan(0.02);
    for (const [token, p] of expected.entries()) if (p === 0) expect(found[token]).toBe(0);
  });

  test('along seeds as along positions', () => {
    const logits = randomRow(1, 5, 2);
    const counts = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 40_000; seed++)
      counts[pick(logits, 0, { temperature: 1 }, seed, 3)!]! += 1 / 40_000;
    const expected = law(logits, { temperature: 1 });
    expect(expected.reduce((sum, p, token) => sum + Math.abs(p - counts[token]!), 0) / 2).toBeLessThan(0.02);
  });
});

test('the candidates give the token that every score gives', () => {
  for (let seed = 0; seed < 400; seed++) {
    const logits = randomRow(seed, 150, seed % 2 === 0 ? 4 : 20);
    const sampling = {
      ...samplings[seed % samplings.length]!,
      ...(seed % 3 === 0 && { topK: 1 + (seed % 90) }),
    };
    expect(draw(logits, sampling, seed, seed), `seed ${seed}`).toBe(pick(logits, 0, sampling, seed, seed));
  }
});

test('what the cuts remove is never drawn, however often one draws', () => {
  for (let seed = 0; seed < 60; seed++) {
    const logits = randomRow(seed, 12, 4);
    const sampling = samplings[seed % samplings.length]!;
    const expected = law(logits, sampling);
    for (let position = 0; position < 200; position++)
      expect(expected[draw(logits, sampling, seed, position)]).toBeGreaterThan(0);
  }
});

test('the nucleus is measured against the whole vocabulary, not against the candidates', () => {
  const flat = oneRow(new Float32Array(1000));
  expect(pick(sparse(flat, 64), 0, { temperature: 1, topP: 0.5 }, 0, 0)).toBeUndefined();
  const drawn = Array.from({ length: 300 }, (_, i) => draw(flat, { temperature: 1, topP: 0.5 }, 0, i));
  expect(Math.max(...drawn)).toBeGreaterThan(400);
  expect(Math.max(...drawn)).toBeLessThan(500);
});

test('a mass that the log-sum-exp does not tell is asked for, not guessed', () => {
  const logits = randomRow(3, 100, 4);
  expect(pick(sparse(logits, 64), 0, { temperature: 0.7, topP: 0.5 }, 0, 0)).toBeUndefined();
  expect(pick(logits, 0, { temperature: 0.7, topP: 0.5 }, 0, 0)).toBeDefined();
});

test('of equal scores the lowest token is the best one', () => {
  const flat = oneRow([1, 1, 1, 1]);
  expect(pick(flat, 0, {}, 0, 0)).toBe(0);
  for (let position = 0; position < 50; position++) {
    expect(pick(flat, 0, { temperature: 1, topP: 0.5 }, 0, position)).toBeLessThan(2);
    expect(pick(flat, 0, { temperature: 1, topK: 2 }, 0, position)).toBeLessThan(2);
  }
});

test('a temperature near 0 is greedy, and overflows nothing', () => {
  const logits = oneRow([1e4, 2e4, -1e4]);
  for (const temperature of [1e-300, 1e-3]) expect(pick(logits, 0, { temperature }, 0, 0)).toBe(1);
});

test('greedy asks for one candidate, a cut by topK for topK, a draw without cuts for every score', () => {
  expect(candidatesOf({})).toBe(1);
  expect(candidatesOf({ temperature: 0, topK: 5 })).toBe(1);
  expect(candidatesOf({ temperature: 1, topK: 5, topP: 0.5 })).toBe(5);
  expect(candidatesOf({ temperature: 1, topP: 0.5 })).toBe(64);
  expect(candidatesOf({ temperature: 0.5, topP: 0.5 })).toBeUndefined();
  expect(candidatesOf({ temperature: 1, topP: 1, minP: 0 })).toBeUndefined();
});

test.each([
  [{ temperature: -1 }, 'temperature'],
  [{ temperature: Number.NaN }, 'temperature'],
  [{ temperature: Infinity }, 'temperature'],
  [{ topK: 0 }, 'topK'],
  [{ topK: 1.5 }, 'topK'],
  [{ topP: 0 }, 'topP'],
  [{ topP: 1.1 }, 'topP'],
  [{ minP: -0.1 }, 'minP'],
  [{ minP: 90 }, 'minP'],
])('%o is refused by name', (sampling, name) => {
  expect(() => assertSampling(sampling)).toThrow(RangeError);
  expect(() => assertSampling(sampling)).toThrow(name);
});

test('scores that are not numbers are refused rather than drawn from', () => {
  for (const score of [Number.NaN, Infinity])
    for (const sampling of [{}, ...samplings])
      expect(() => pick(oneRow([score, 1]), 0, sampling, 0, 0)).toThrow(/overflowed/);
});

test('a row that forbids every token is refused, never read as its first or last token', () => {
  const dead = oneRow([-Infinity, -Infinity, -Infinity]);
  for (const sampling of [{}, ...samplings])
    for (const logits of [dead, sparse(dead, 2)])
      expect(() => pick(logits, 0, sampling, 0, 0)).toThrow('forbids every token');
});

test('a forbidden token is never drawn, whatever the cuts and however many are left', () => {
  for (const left of [1, 2, 5])
    for (const [i, sampling] of [{}, ...samplings].entries()) {
      const logits = randomRow(i, 12, 2);
      logits.data.fill(-Infinity, left);
      for (let position = 0; position < 100; position++)
        expect(draw(logits, sampling, i, position)).toBeLessThan(left);
    }
});
