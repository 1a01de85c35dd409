import { expect, test } from 'vitest';
import { type Drafter, draftModel } from './drafter.ts';
import { type Law, lawOf } from './law.ts';
import { dense, row } from './logits.ts';
import type { Model } from './model.ts';
import { uniform } from './noise.ts';
import { proxyDraft } from './proxy-draft.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import { open, type Token, written } from './sequence.ts';
import { type SpeculativeDecodingOptions, speculativeDecoding } from './speculative-decoding.ts';
import type { Strategy } from './strategy.ts';
import { remembering } from './testing/remembering.ts';
import { letters, prompt, tableModel } from './testing.ts';
import { gumbelCoupling, speculativeSampling, type Verification } from './verification.ts';

// Every string that a tiny ensemble can write, with its exact probability, against how often it is written.

const tokenizer = letters('abc');
const question = prompt('Which?');
const length = 3;
/** Texts by each variant; `pnpm test:full` takes its time. */
const runs = process.env.MODE === 'full' ? 60_000 : 2_500;
const drawn = { temperature: 0.8, topP: 0.9 };
const drafted = { temperature: 1.1, topK: 3 };

/** Scores between −1.5 and 1.5 that depend on everything written. */
function table(name: string, seed: number): Model {
  const known = new Map<number, Float32Array>();
  return tableModel(name, tokenizer, (items) => {
    const key = items.slice(1).reduce<number>((sum, token) => sum * 5 + (token as Token) + 1, 0);
    const scores =
      known.get(key) ?? Float32Array.from({ length: 4 }, (_, v) => 3 * uniform(seed, key, v) - 1.5);
    known.set(key, scores);
    return scores;
  });
}

const [base, expert, amateur] = [table('base', 1), table('expert', 2), table('amateur', 3)];
const target = proxyThinker({ base, expert, amateur, alpha: 0.5 });

/** The strings of up to `length` tokens, the end token included, with their probability. */
async function lawOfStrings(prefix: readonly Token[] = [], p = 1): Promise<Map<string, number>> {
  if (prefix.length === length || prefix.at(-1) === tokenizer.end)
    return new Map([[tokenizer.decode(prefix), p]]);
  const [logits] = await target.forward([{ sequence: { items: [...question, ...prefix], done: false } }]);
  const strings = new Map<string, number>();
  for (const [token, share] of lawOf(logits!, 0, drawn)!)
    for (const [string, q] of await lawOfStrings([...prefix, token], p * share)) strings.set(string, q);
  return strings;
}

/** Whether what a strategy writes, over `runs` seeds, is what the law allows in 999 cases of 1,000. */
async function followsTheLaw(strategy: Strategy): Promise<boolean> {
  const law = await lawOfStrings();
  const found = new Map<string, number>();
  for (let seed = 0; seed < runs; seed++) {
    const sequence = open(question);
    const steps = strategy(sequence, { maxTokens: length, stop: [], seed });
    while (!(await steps.next()).done);
    const string = tokenizer.decode(written(sequence));
    if (!law.has(string)) return false;
    found.set(string, (found.get(string) ?? 0) + 1);
  }
  let chiSquare = 0;
  for (const [string, p] of law) chiSquare += ((found.get(string) ?? 0) - runs * p) ** 2 / (runs * p);
  return chiSquare < highest(law.size - 1);
}

/** The chi-square that 1 in 1,000 exceeds (Wilson and Hilferty, 1931). */
function highest(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 3.0902 * Math.sqrt(spread)) ** 3;
}

const byExpert = draftModel(expert, drafted);
const speculate = (options: Partial<SpeculativeDecodingOptions>) =>
  speculativeDecoding({ draft: byExpert, target, length: 3, ...options }, drawn);

test('the table is worth the trouble: many strings, none of them rare', async () => {
  const law = await lawOfStrings();
  expect(law.size).toBeGreaterThan(15);
  expect([...law.values()].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  expect(runs * Math.min(...law.values())).toBeGreaterThan(5);
  expect(Math.abs(highest(15) - 37.7)).toBeLessThan(0.2);
});

test('plain sampling follows the law', async () => {
  expect(await followsTheLaw(sample(target, drawn))).toBe(true);
});

test.each<[string, Drafter]>([
  ['a draw from the expert', byExpert],
  ['the best token of the expert', draftModel(expert, {})],
  ['a draw from the mixture of expert and amateur', draftModel(proxyDraft({ expert, amateur }))],
])('speculative sampling follows the law, each proposal %s', async (_, draft) => {
  for (const length of [1, 3])
    expect(await followsTheLaw(speculate({ draft, length, verification: speculativeSampling }))).toBe(true);
});

test('Gumbel coupling follows the law', async () => {
  expect(await followsTheLaw(speculate({ verification: gumbelCoupling }))).toBe(true);
});

// What the check would be worth if it could not fail.

/** Draws after a refusal from all of the target's law. */
const redrawing: Verification = (logits, index, sampling, seed, position, proposal) => {
  const token = speculativeSampling(logits, index, sampling, seed, position, proposal);
  if (!proposal || token === proposal.token) return token;
  return speculativeSampling(logits, index, sampling, seed + 1e6, position, undefined);
};

/** Draws at temperature 3, and says it drew at 1. */
const hot = draftModel(expert, { temperature: 3 });
const misquoting: Drafter = {
  ...hot,
  async propose(sequence, request) {
    const proposals = await hot.propose(sequence, request);
    const before = proposals.slice(0, -1).map(({ token }) => token);
    const tape = { items: [...sequence.items, ...before], done: false };
    const [logits] = await expert.forward([{ sequence: tape, rows: proposals.length }]);
    const cold = (index: number): Law => lawOf(logits!, index, { temperature: 1 })!;
    return proposals.map(({ token }, index) => ({ token, law: () => cold(index) }));
  },
};

/** Goes by what it read before a draft was refused. */
const stale = (model: Model) =>
  remembering(model, { keep: (cache, items) => Math.min(cache.length, items.length) });

/** Says after a whole draft what the base alone would say. */
const unguidedAtLast: Model = {
  ...target,
  async forward(queries) {
    const answers = (await target.forward(queries)).map(dense);
    const alone = (await base.forward(queries)).map(dense);
    for (const [i, logits] of answers.entries())
      if (logits.rows > 1) row(logits, logits.rows - 1).set(row(alone[i]!, logits.rows - 1));
    return answers;
  },
};

test.each<[string, Partial<SpeculativeDecodingOptions>, Partial<SpeculativeDecodingOptions>?]>([
  // What is sound in the first and the last follows the law above.
  ['a refusal is followed by a draw from all of r', { verification: redrawing }],
  [
    'q is told without its temperature',
    { draft: misquoting, verification: speculativeSampling },
    { draft: hot, verification: speculativeSampling },
  ],
  [
    'the rows after a refusal are stale',
    { target: proxyThinker({ base: stale(base), expert: stale(expert), amateur: stale(amateur) }) },
    { target: proxyThinker({ base: remembering(base), expert, amateur }) },
  ],
  ["the token after a whole draft is the base's own", { target: unguidedAtLast }],
])('the law is missed if %s', async (_, broken, sound) => {
  expect(await followsTheLaw(speculate(broken))).toBe(false);
  if (sound) expect(await followsTheLaw(speculate(sound))).toBe(true);
});
