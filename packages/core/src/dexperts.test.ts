import { expect, test } from 'vitest';
import { dexperts } from './dexperts.ts';
import { generate } from './generate.ts';
import { dense } from './logits.ts';
import type { Model } from './model.ts';
import { plausible } from './plausible.ts';
import { proxyTuning } from './proxy-tuning.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const models = {
  base: hashed('base', tokenizer, 1),
  expert: hashed('expert', tokenizer, 2),
  amateur: hashed('amateur', tokenizer, 3),
};

testModel('DExperts', () => dexperts(models), { prompts });

const five = letters('abcd');
const table = (name: string, ...scores: number[]) => tableModel(name, five, () => scores);
const scoresOf = async (model: Model) => {
  const [logits] = await model.forward([{ sequence: open(prompts[0]!) }]);
  return [...dense(logits!).data];
};

test('the equation, on a row worked out by hand', async () => {
  const row = {
    base: table('base', 2, 1, 0.5, -1, 0),
    expert: table('expert', 0.5, 2.5, 0, -0.5, 1),
    amateur: table('amateur', 1.5, 0.5, 0, -0.5, 0.5),
  };
  expect(await scoresOf(dexperts(row))).toEqual([0, 5, 0.5, -Infinity, 1]);
  expect(await scoresOf(dexperts({ ...row, alpha: 3.2, topP: 0.7 }))).toEqual(
    [2 - 3.2, 1 + 6.4, -Infinity, -Infinity, -Infinity].map(Math.fround),
  );
  expect(await scoresOf(dexperts({ ...row, alpha: -1 }))).toEqual([3, -1, 0.5, -Infinity, -0.5]);
});

test('what the base would not say is not said, however much the expert wants to', async () => {
  const insistent = tableModel('insistent', tokenizer, (items) => {
    return Float32Array.from({ length: tokenizer.size }, (_, v) => (v % 5 === items.length % 5 ? 1e6 : 0));
  });
  const strategy = sample(dexperts({ ...models, expert: insistent, topP: 0.5 }), { temperature: 1 });
  for (let seed = 0; seed < 10; seed++) {
    const { tokens } = await generate(strategy, prompts[0]!, { seed, maxTokens: 10 });
    for (const [i, token] of tokens.entries()) {
      const sequence = { items: [...prompts[0]!, ...tokens.slice(0, i)], done: false };
      const [own] = await plausible(models.base, { topP: 0.5 }).forward([{ sequence }]);
      expect(dense(own!).data[token]).toBeGreaterThan(-Infinity);
    }
  }
});

test('without a cut it is proxy-tuning, bit for bit', async () => {
  const queries = [{ sequence: { items: [...prompts[0]!, 1, 2], done: false }, rows: 3 }];
  const found = await dexperts({ ...models, alpha: 1.3, topP: 1 }).forward(queries);
  const expected = await proxyTuning({ ...models, alpha: 1.3 }).forward(queries);
  expect(found).toEqual(expected);
});

test('at alpha 0, and where expert and amateur are one, it draws from the nucleus of the base', async () => {
  for (const model of [
    dexperts({ ...models, alpha: 0 }),
    dexperts({ ...models, expert: models.amateur }),
    dexperts({ ...models, alpha: () => 0 }),
  ])
    for (let seed = 0; seed < 20; seed++) {
      const options = { seed, maxTokens: 10 };
      const found = await generate(sample(model, { temperature: 1 }), prompts[0]!, options);
      const base = sample(models.base, { temperature: 1, topP: 0.9 });
      expect(found.tokens).toEqual((await generate(base, prompts[0]!, options)).tokens);
    }
});

test('the unguided scores are those of the base before the cut', async () => {
  const [logits] = await dexperts(models).forward([{ sequence: open(prompts[0]!) }]);
  expect([...dense(logits!.unguided!).data]).toEqual(await scoresOf(models.base));
});

test('a mass that makes no sense is refused by name', () => {
  expect(() => dexperts({ ...models, topP: 0 })).toThrow('topP must be more than 0');
});
