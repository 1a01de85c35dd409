import { expect, test } from 'vitest';
import { argmax, dense, entropy, logSumExp, narrow, row, sparse, topTokens } from './logits.ts';
import type { DenseLogits } from './model.ts';
import { uniform } from './noise.ts';

/** Scores on a coarse grid, so that ties, both zeros and infinities are common. */
function grid(seed: number, length: number): Float32Array {
  const values = [-Infinity, -2.5, -1, -0, 0, 0.5, 3, 1e30, Infinity];
  return Float32Array.from({ length }, (_, i) => values[Math.floor(uniform(seed, 0, i) * values.length)]!);
}

function ranked(scores: Float32Array): number[] {
  return [...scores.keys()].sort((a, b) =>
    scores[a] === scores[b] ? a - b : scores[a]! < scores[b]! ? 1 : -1,
  );
}

test('the top tokens are the first of all tokens ranked by score, ties lowest first', () => {
  for (let seed = 0; seed < 300; seed++) {
    const length = 1 + Math.floor(uniform(seed, 1, 0) * 40);
    const scores =
      seed % 2 === 0
        ? grid(seed, length)
        : Float32Array.from({ length }, (_, i) => 8 * uniform(seed, 2, i) - 4);
    const count = 1 + Math.floor(uniform(seed, 1, 1) * (length + 2));
    expect([...topTokens(scores, count)], `seed ${seed}`).toEqual(ranked(scores).slice(0, count));
    expect(argmax(scores)).toBe(ranked(scores)[0]);
  }
});

test('the top tokens of a row that only rises are found', () => {
  const scores = Float32Array.from({ length: 5000 }, (_, i) => i / 100);
  expect([...topTokens(scores, 3)]).toEqual([4999, 4998, 4997]);
});

test('a view into a larger buffer is ranked by its own scores', () => {
  const scores = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
  expect([...topTokens(scores, 2)]).toEqual([1, 0]);
});

test('the log-sum-exp neither overflows nor underflows', () => {
  expect(logSumExp(Float32Array.of(1000, 1000))).toBeCloseTo(1000 + Math.log(2), 9);
  expect(logSumExp(Float32Array.of(-1000, -1000))).toBeCloseTo(-1000 + Math.log(2), 9);
  expect(logSumExp(Float32Array.of(0, -Infinity))).toBe(0);
});

test('the entropy is log n for n equal scores, 0 for a certain token, and in between as defined', () => {
  expect(entropy(new Float32Array(8).fill(-3))).toBeCloseTo(Math.log(8), 12);
  expect(entropy(Float32Array.of(0, -Infinity, -Infinity))).toBe(0);
  const p = [0.5, 0.25, 0.125, 0.125];
  expect(entropy(Float32Array.from(p, Math.log))).toBeCloseTo(1.75 * Math.log(2), 6);
});

test('sparse keeps each row, its best scores and what the rest amounts to', () => {
  const vocab = 7;
  const data = Float32Array.from({ length: 3 * vocab }, (_, i) => 6 * uniform(4, 0, i));
  const all: DenseLogits = { type: 'dense', rows: 3, vocab, data };
  const best = sparse(all, 2);
  expect(best).toMatchObject({ type: 'sparse', rows: 3, top: 2 });
  for (const r of [0, 1, 2]) {
    const scores = row(all, r);
    expect([...best.tokens.subarray(2 * r, 2 * r + 2)]).toEqual(ranked(scores).slice(0, 2));
    expect([...best.scores.subarray(2 * r, 2 * r + 2)]).toEqual(
      [...scores].sort((a, b) => b - a).slice(0, 2),
    );
    expect(best.logSumExp[r]).toBe(Math.fround(logSumExp(scores)));
    expect(best.entropy[r]).toBe(Math.fround(entropy(scores)));
  }
});

test('a copy of sparse logits has all that they have', () => {
  const all: DenseLogits = { type: 'dense', rows: 1, vocab: 3, data: Float32Array.of(1, 3, 2) };
  const best = sparse({ ...all, unguided: all }, 1);
  expect({ ...best }).toEqual({
    type: 'sparse',
    rows: 1,
    top: 1,
    tokens: Int32Array.of(1),
    scores: Float32Array.of(3),
    logSumExp: Float32Array.of(logSumExp(all.data)),
    entropy: Float32Array.of(entropy(all.data)),
    unguided: all,
  });
});

test('the best of a row with forbidden tokens are the others first, and nothing is NaN', () => {
  const all: DenseLogits = {
    type: 'dense',
    rows: 1,
    vocab: 4,
    data: Float32Array.of(-Infinity, 1, -Infinity, 2),
  };
  const best = sparse(all, 3);
  expect([...best.tokens]).toEqual([3, 1, 0]);
  expect([...best.scores]).toEqual([2, 1, -Infinity]);
  expect(best.logSumExp[0]).toBeCloseTo(Math.log(Math.E + Math.E ** 2), 6);
  expect(best.entropy[0]).toBeCloseTo(entropy(Float32Array.of(1, 2)), 6);
});

test('a row is narrowed with the rows beside it, and with what it is without guidance', () => {
  const data = Float32Array.of(1, 2, 9, 3, 4, 9);
  const wide: DenseLogits = { type: 'dense', rows: 2, vocab: 3, data };
  const narrowed = narrow({ ...wide, unguided: wide }, 2);
  expect(narrowed).toMatchObject({ rows: 2, vocab: 2, data: Float32Array.of(1, 2, 3, 4) });
  expect(narrowed.unguided).toMatchObject({ rows: 2, vocab: 2, data: Float32Array.of(1, 2, 3, 4) });
  expect(narrow(wide, 3)).toBe(wide);
});

test('more than the whole vocabulary is the whole vocabulary', () => {
  const all: DenseLogits = { type: 'dense', rows: 1, vocab: 3, data: Float32Array.of(1, 3, 2) };
  expect(sparse(all, 64)).toMatchObject({ top: 3, tokens: Int32Array.of(1, 2, 0) });
});

test('logits known to be dense are passed on, others refused', () => {
  const all: DenseLogits = { type: 'dense', rows: 1, vocab: 2, data: Float32Array.of(1, 2) };
  expect(dense(all)).toBe(all);
  expect(() => dense(sparse(all, 1))).toThrow(TypeError);
});
