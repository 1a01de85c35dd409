import { expect, test } from 'vitest';
import { generate } from './generate.ts';
import { linear } from './linear.ts';
import { logSumExp, sparse } from './logits.ts';
import type { DenseLogits } from './model.ts';
import { type Odds, oddsOf } from './odds.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import type { StrategyEvent } from './strategy.ts';
import { hashed, letters, prompt } from './testing.ts';

const tokenizer = letters('abcdefgh');
const [base, expert, amateur] = [1, 2, 3].map((seed) => hashed(`model-${seed}`, tokenizer, seed));
const guided = proxyThinker({ base: base!, expert: expert!, amateur: amateur! });

const dense = (...scores: number[]): DenseLogits => ({
  type: 'dense',
  rows: 1,
  vocab: scores.length,
  data: Float32Array.from(scores),
});

test('odds come of whatever is known: the best scores, or those of other tokens', () => {
  const unguided = {
    ...sparse(dense(1, 3, 2, 0), 1),
    others: { tokens: Int32Array.of(2, 0), scores: Float32Array.of(2, 1) },
  };
  for (const token of [0, 2]) {
    const found = oddsOf({ ...sparse(dense(4, 3, 5, 0), 3), unguided }, 0, token, 0).unguided!;
    const all = oddsOf({ ...dense(4, 3, 5, 0), unguided: dense(1, 3, 2, 0) }, 0, token, 0).unguided!;
    expect(found).toMatchObject({ best: all.best, changed: all.changed });
    expect(found.logProbability).toBeCloseTo(all.logProbability, 6);
  }
  expect(() => oddsOf(unguided, 0, 3, 0)).toThrow(RangeError);
});

test('odds are log-probabilities of the row, whether it came whole or as its best scores', () => {
  const all = dense(1, 3, 2, 0);
  const total = Math.log(Math.exp(1) + Math.exp(3) + Math.exp(2) + 1);
  for (const logits of [all, sparse(all, 3)]) {
    const { logProbability, entropy, best, unguided } = oddsOf(logits, 0, 2, 2);
    expect(logProbability).toBeCloseTo(2 - total, 5);
    expect(entropy).toBeCloseTo(
      [1, 3, 2, 0].reduce((sum, z) => sum - Math.exp(z - total) * (z - total), 0),
      5,
    );
    expect(best.map(({ token }) => token)).toEqual([1, 2]);
    expect(best[0]!.logProbability).toBeCloseTo(3 - total, 5);
    expect(unguided).toBeUndefined();
  }
  expect(oddsOf(all, 0, 2, 0).best).toEqual([]);
});

test('what is forbidden is never among the likeliest, and has the odds of what cannot be', () => {
  const all = dense(-Infinity, 3, 2, -Infinity);
  for (const logits of [all, sparse(all, 4)]) {
    const { logProbability, entropy, best } = oddsOf(logits, 0, 3, 4);
    expect(logProbability).toBe(-Infinity);
    expect(best.map(({ token }) => token)).toEqual([1, 2]);
    expect(entropy).toBeCloseTo(oddsOf(dense(3, 2), 0, 0, 0).entropy, 6);
  }
});

test('a score that was not asked for is missed by name', () => {
  expect(() => oddsOf(sparse(dense(1, 3, 2, 0), 2), 0, 3, 0)).toThrow(
    'Token 3 is not among the best 2 of row 0.',
  );
});

test('tokens come with odds when the turn asks, as many alternatives as it asks for, and are the same tokens', async () => {
  for (const sampling of [
    {},
    { temperature: 1 },
    { temperature: 1, topK: 3 },
    { temperature: 1, topP: 0.7 },
  ]) {
    const strategy = sample(guided, sampling);
    const plain = await generate(strategy, prompt('Hm?'), { maxTokens: 12, seed: 4 });
    const watched = await generate(strategy, prompt('Hm?'), { maxTokens: 12, seed: 4, odds: 5 });
    expect(watched.tokens).toEqual(plain.tokens);
    for (const { best } of oddsIn(watched.events)) expect(best).toHaveLength(5);
  }
});

test('of a guided model, the unguided odds are those of its base at the same place', async () => {
  const { tokens, events } = await generate(sample(guided), prompt('Hm?'), { maxTokens: 12, odds: 0 });
  const sequence = open(prompt('Hm?'));
  for (const [i, { logProbability, unguided }] of oddsIn(events).entries()) {
    const [own] = await base!.forward([{ sequence }]);
    const [sum] = await guided.forward([{ sequence }]);
    expect(logProbability).toBeCloseTo(likelihood(sum as DenseLogits, tokens[i]!), 5);
    expect(unguided!.logProbability).toBeCloseTo(likelihood(own as DenseLogits, tokens[i]!), 5);
    expect(unguided!.best).toBe(sparse(own as DenseLogits, 1).tokens[0]);
    sequence.items.push(tokens[i]!);
  }
});

test('guidance is what goes on top of a whole model: neither a model alone nor a mixture is guided', async () => {
  const mixture = linear([
    { model: base!, weight: 0.5 },
    { model: expert!, weight: 0.5 },
  ]);
  const unsteered = proxyThinker({ base: base!, expert: expert!, amateur: amateur!, alpha: 0 });
  for (const model of [base!, mixture, unsteered]) {
    const [logits] = await model.forward([{ sequence: open(prompt('Hm?')) }]);
    expect(logits).not.toHaveProperty('unguided');
  }
});

function oddsIn(events: readonly StrategyEvent[]): Odds[] {
  const odds = events.flatMap((event) => (event.type === 'tokens' ? (event.odds ?? []) : []));
  expect(odds.length).toBeGreaterThan(0);
  return odds.map((one) => one!);
}

function likelihood(logits: DenseLogits, token: number): number {
  return logits.data[token]! - logSumExp(logits.data);
}
