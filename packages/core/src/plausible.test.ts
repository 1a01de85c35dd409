import { expect, test } from 'vitest';
import { generate } from './generate.ts';
import { linear } from './linear.ts';
import { dense, logSumExp } from './logits.ts';
import type { Model } from './model.ts';
import { uniform } from './noise.ts';
import { type Cuts, plausible } from './plausible.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const network = hashed('network', tokenizer, 1);
const cuts: Cuts[] = [{ topP: 0.9 }, { minP: 0.1 }, { topK: 3 }, { topK: 8, topP: 0.7, minP: 0.2 }];

testModel('a model kept to its nucleus', () => plausible(network, { topP: 0.9 }), { prompts });
testModel('a model kept to what is likely', () => plausible(network, { minP: 0.1 }), { prompts });

const five = letters('abcd');
const scoresOf = async (model: Model) => {
  const [logits] = await model.forward([{ sequence: open(prompts[0]!) }]);
  return [...dense(logits!).data];
};

test('on a row worked out by hand, what is cut is forbidden and the rest as it was', async () => {
  // Probabilities 0.563, 0.207, 0.126, 0.028, 0.076.
  const model = tableModel('table', five, () => [2, 1, 0.5, -1, 0]);
  expect(await scoresOf(plausible(model, { topP: 0.9 }))).toEqual([2, 1, 0.5, -Infinity, 0]);
  expect(await scoresOf(plausible(model, { topP: 0.8 }))).toEqual([2, 1, 0.5, -Infinity, -Infinity]);
  expect(await scoresOf(plausible(model, { minP: 0.1 }))).toEqual([2, 1, 0.5, -Infinity, 0]);
  expect(await scoresOf(plausible(model, { minP: 0.2 }))).toEqual([2, 1, 0.5, -Infinity, -Infinity]);
  expect(await scoresOf(plausible(model, { minP: 1 }))).toEqual(
    [2].concat(new Array<number>(4).fill(-Infinity)),
  );
});

test('the nucleus is the smallest set of the likeliest that holds the mass', async () => {
  for (let seed = 0; seed < 60; seed++) {
    const vocab = seed % 2 === 0 ? 17 : 300;
    const wide = { ...tokenizer, size: vocab };
    const scores = Float32Array.from({ length: vocab }, (_, v) => 5 * uniform(seed, 0, v));
    const kept = await scoresOf(
      plausible(
        tableModel('table', wide, () => scores),
        { topP: 0.9 },
      ),
    );
    const mass = Math.exp(logSumExp(Float32Array.from(kept)) - logSumExp(scores));
    expect(mass).toBeGreaterThanOrEqual(0.9);
    const least = Math.min(...kept.filter(Number.isFinite));
    expect(Math.max(...scores.filter((_, v) => kept[v] === -Infinity))).toBeLessThanOrEqual(least);
    expect(mass - Math.exp(least - logSumExp(scores))).toBeLessThan(0.9);
  }
});

test('cuts that cut nothing leave the model, bit for bit', async () => {
  for (const nothing of [{}, { topP: 1 }, { minP: 0 }, { topK: 17 }, { topK: 100 }])
    expect(await scoresOf(plausible(network, nothing))).toEqual(await scoresOf(network));
});

test('what is drawn from it is what is drawn with the same cuts, token by token', async () => {
  for (const cut of cuts)
    for (let seed = 0; seed < 10; seed++) {
      const options = { seed, maxTokens: 12 };
      const found = await generate(sample(plausible(network, cut), { temperature: 1 }), prompts[0]!, options);
      const expected = await generate(sample(network, { temperature: 1, ...cut }), prompts[0]!, options);
      expect(found.tokens).toEqual(expected.tokens);
    }
});

test('cutting twice is cutting once, where the cut is by the best', async () => {
  const once = plausible(network, { minP: 0.1 });
  expect(await scoresOf(plausible(once, { minP: 0.1 }))).toEqual(await scoresOf(once));
});

test('nothing that is added brings back what is cut', async () => {
  const tempting = tableModel('tempting', tokenizer, () =>
    Float32Array.from({ length: 17 }, (_, v) => v * 1e6),
  );
  const kept = await scoresOf(plausible(network, { topP: 0.5 }));
  for (const weight of [1, -1]) {
    const sum = linear([
      { model: plausible(network, { topP: 0.5 }), weight: 1 },
      { model: tempting, weight },
    ]);
    const z = await scoresOf(sum);
    for (const [v, score] of kept.entries()) expect(Number.isFinite(z[v])).toBe(Number.isFinite(score));
  }
});

test('padding counts for nothing, however high its scores', async () => {
  const padded = tableModel('padded', five, () => [2, 1, 0.5, -1, 0, 1e6, 1e6]);
  for (const cut of cuts)
    expect(await scoresOf(plausible(padded, cut))).toEqual(
      await scoresOf(
        plausible(
          tableModel('table', five, () => [2, 1, 0.5, -1, 0]),
          cut,
        ),
      ),
    );
});

test('what the model says without the cut goes along as unguided', async () => {
  const [logits] = await plausible(network, { topK: 1 }).forward([{ sequence: open(prompts[0]!) }]);
  expect([...dense(logits!.unguided!).data]).toEqual(await scoresOf(network));
});

test('of a guided model, what it says unguided goes along', async () => {
  const guided = linear([
    { model: network, weight: 1 },
    { model: hashed('more', tokenizer, 2), weight: 1 },
  ]);
  const [logits] = await plausible(guided, { topK: 1 }).forward([{ sequence: open(prompts[0]!) }]);
  expect([...dense(logits!.unguided!).data]).toEqual(await scoresOf(network));
});

test('numbers that make no sense are refused by name', () => {
  expect(() => plausible(network, { topP: 90 })).toThrow('topP must be more than 0 and at most 1, found 90.');
});
