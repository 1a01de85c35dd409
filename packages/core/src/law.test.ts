import { expect, test } from 'vitest';
import { lawOf } from './law.ts';
import { sparse } from './logits.ts';
import type { DenseLogits } from './model.ts';
import { uniform } from './noise.ts';
import { pick, type Sampling } from './sampling.ts';

const logits: DenseLogits = {
  type: 'dense',
  rows: 2,
  vocab: 8,
  data: Float32Array.from({ length: 16 }, (_, i) => 4 * uniform(1, 2, i)),
};

const samplings: Sampling[] = [
  { temperature: 1 },
  { temperature: 0.6 },
  { temperature: 1.4, topK: 5 },
  { temperature: 0.8, topP: 0.8 },
  { temperature: 1, minP: 0.3 },
  { temperature: 1.3, topK: 6, topP: 0.85, minP: 0.2 },
];

test.each(samplings)('pick draws from the law, sampled with %o', (sampling) => {
  const law = lawOf(logits, 1, sampling)!;
  expect([...law.values()].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  const found = new Array<number>(8).fill(0);
  for (let position = 0; position < 20_000; position++)
    found[pick(logits, 1, sampling, 1, position)!]! += 1 / 20_000;
  for (const [token, share] of found.entries())
    expect(Math.abs(share - (law.get(token) ?? 0))).toBeLessThan(0.015);
});

test('the temperature is that of the softmax', () => {
  const law = lawOf(logits, 0, { temperature: 2 })!;
  const [one, other] = [logits.data[3]!, logits.data[5]!];
  expect(Math.log(law.get(3)! / law.get(5)!)).toBeCloseTo((one - other) / 2, 10);
});

test('at temperature 0 one token has it all', () => {
  const best = pick(logits, 1, {}, 0, 0)!;
  expect(lawOf(logits, 1, {})).toEqual(new Map([[best, 1]]));
  expect(lawOf(sparse(logits, 1), 1, {})).toEqual(new Map([[best, 1]]));
});

test('the law of the candidates is the law of the row', () => {
  const topK = { temperature: 0.7, topK: 3 };
  expect(lawOf(sparse(logits, 3), 0, topK)).toEqual(lawOf(logits, 0, topK));
});
