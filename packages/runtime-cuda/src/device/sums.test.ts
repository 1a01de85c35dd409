import { type Logits, linear, open, type Query, type Tokenizer, uniform } from '@vr/core';
import { letters, prompt, tableModel } from '@vr/core/testing';
import { describe, expect, test } from 'vitest';
import { openRuntime } from '../ort/library.ts';
import { floats, release } from '../ort/value.ts';
import { denseAnswers, sparseAnswers } from '../sum-answers.ts';
import { openSums } from './sums.ts';

const runtime = openRuntime('test');
const place = { ...runtime, release() {} };

/** `[rows, vocab]` of eighths, so that sums are exact in float32 too, and many tie; one in nine is −Infinity. */
function table(seed: number, rows: number, vocab: number): Float32Array {
  return Float32Array.from({ length: rows * vocab }, (_, at) =>
    uniform(seed, at, 1) < 1 / 9 ? -Infinity : Math.round(80 * uniform(seed, at, 0) - 40) / 8,
  );
}

/** The rows that these tables score, added up by the graph and by the core. */
async function both(
  tables: readonly Float32Array[],
  weights: readonly number[],
  vocab: number,
  tops: readonly number[],
) {
  const rows = tables[0]!.length / vocab;
  const sums = openSums(runtime, { name: 'test', cuda: undefined }, place, vocab);
  const kept = tables.map((scores) => {
    const room = sums.room();
    room.reserve(rows);
    const { tensor } = room.next(rows);
    // The last row is the first that is kept.
    for (let row = 0; row < rows; row++)
      floats(tensor).set(scores.subarray(row * vocab, (row + 1) * vocab), (rows - 1 - row) * vocab);
    release(runtime, tensor);
    return room;
  });
  const order = Array.from({ length: rows }, (_, row) => rows - 1 - row);
  const query = { sequence: open(prompt('?')), rows };
  query.sequence.items.push(...order);
  const addition = { kept, weights, rows: kept.map(() => order) };
  const guided = weights[0] === 1;
  const dense = denseAnswers(await sums.all(addition), [query], vocab, guided);
  const sparse = [];
  for (const top of tops) {
    const known = Math.min(top, vocab);
    sparse.push(...sparseAnswers(await sums.best(addition, known), [{ ...query, top }], known, guided));
  }
  for (const room of kept) room.release();
  sums.release();

  const tokenizer: Tokenizer = { ...letters('ab'), size: vocab };
  const models = tables.map((scores, t) =>
    tableModel(`${t}`, tokenizer, ({ length }) =>
      scores.subarray((length - 2) * vocab, (length - 1) * vocab),
    ),
  );
  const sum = linear(models.map((model, t) => ({ model, weight: weights[t]! })));
  const queries: Query[] = [query, ...tops.map((top) => ({ ...query, top }))];
  return { found: [...dense, ...sparse], expected: await sum.forward(queries) };
}

function expectAlike(found: Logits, expected: Logits): void {
  if (found.type === 'dense' || expected.type === 'dense') {
    expect(found).toEqual(expected);
    return;
  }
  expect(found).toMatchObject({
    rows: expected.rows,
    top: expected.top,
    tokens: expected.tokens,
    scores: expected.scores,
  });
  for (const amount of ['logSumExp', 'entropy'] as const)
    for (const [row, value] of expected[amount].entries()) expect(found[amount][row]).toBeCloseTo(value, 4);
}

describe.each([
  [7, 3],
  [261, 2],
  [261, 3],
  [5003, 5],
])('over %i tokens, %i rows of scores', (vocab, terms) => {
  test('are added up, and the best found, as in the core, bit for bit where float32 is exact', async () => {
    const tables = Array.from({ length: terms }, (_, t) => table(vocab + t, 4, vocab));
    for (const weights of [
      [1, 0.5, -0.5, 2, 0.25],
      [1, -0.5, -0.25, 1, 1],
      [-0.25, 1, 1, 1, 1],
    ]) {
      const { found, expected } = await both(tables, weights.slice(0, terms), vocab, [1, 2, 5, 64]);
      for (const [i, logits] of found.entries()) expectAlike(logits, expected[i]!);
    }
  });
});

test('what the first term scores goes along: its best, what it amounts to, and its scores of the best of the sum', async () => {
  const vocab = 300;
  const tables = [1, 2, 3].map((seed) => table(seed, 3, vocab));
  const { found, expected } = await both(tables, [1, 0.75, -0.75], vocab, [5]);
  const unguided = found[1]!.unguided!;
  const whole = expected[0]!.unguided!;
  if (unguided.type === 'dense' || whole.type === 'sparse' || found[1]!.type === 'dense')
    throw new Error('Types.');
  const model = tableModel('base', { ...letters('ab'), size: vocab }, ({ length }) =>
    whole.data.subarray((length - 2) * vocab, (length - 1) * vocab),
  );
  const query = { sequence: open(prompt('?')), rows: 3, top: 1 };
  query.sequence.items.push(0, 1, 2);
  const [best] = await model.forward([query]);
  expectAlike(unguided, best!);
  expect(unguided.others!.tokens).toEqual(found[1]!.tokens);
  for (const [i, token] of unguided.others!.tokens.entries())
    expect(unguided.others!.scores[i]).toBe(whole.data[Math.floor(i / 5) * vocab + token]);
});

test('terms that cancel leave the first bit for bit', async () => {
  const vocab = 1000;
  const noise = (seed: number) =>
    Float32Array.from({ length: vocab }, (_, at) => 40 * uniform(seed, at, 0) - 20);
  const [base, steering] = [noise(1), noise(2)];
  for (const alpha of [0.5, 0.3, -1.7, 1e3]) {
    const { found } = await both([base, steering, steering], [1, alpha, -alpha], vocab, []);
    expect(found).toMatchObject([{ data: base }]);
  }
});
