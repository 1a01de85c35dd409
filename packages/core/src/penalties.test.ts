import { expect, test } from 'vitest';
import { generate } from './generate.ts';
import { dense } from './logits.ts';
import type { Model } from './model.ts';
import { penalised } from './penalties.ts';
import { proxyThinker } from './proxy-thinker.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';

const tokenizer = letters('abcd');
const base = hashed('base', tokenizer, 1);
const prompts = [prompt('Hm?'), prompt('Spell it.')];
const all = {
  repetitionPenalty: 1.3,
  presencePenalty: 0.5,
  frequencyPenalty: 0.25,
  bias: new Map([[1, -2]]),
};

testModel('a penalised model', () => penalised(base, all), { prompts });
testModel(
  'a penalised guided model',
  () =>
    penalised(
      proxyThinker({ base, expert: hashed('e', tokenizer, 2), amateur: hashed('a', tokenizer, 3) }),
      all,
    ),
  { prompts },
);

async function scoresAfter(model: Model, text: string): Promise<number[]> {
  const sequence = open(prompt('Hm?'));
  sequence.items.push(...tokenizer.encode(text));
  const [logits] = await model.forward([{ sequence }]);
  return [...dense(logits!).data];
}

test('no penalty is the model itself, score for score', async () => {
  expect(await scoresAfter(penalised(base, {}), 'abca')).toEqual(await scoresAfter(base, 'abca'));
});

test('each penalty changes the scores of what is written as its formula says, and no others', async () => {
  const model = tableModel('table', tokenizer, () => [2, -2, 1, 0, -1]);
  expect(await scoresAfter(penalised(model, { repetitionPenalty: 2 }), 'abba')).toEqual([1, -4, 1, 0, -1]);
  expect(await scoresAfter(penalised(model, { presencePenalty: 0.5 }), 'abb')).toEqual([1.5, -2.5, 1, 0, -1]);
  expect(await scoresAfter(penalised(model, { frequencyPenalty: 0.5 }), 'abb')).toEqual([1.5, -3, 1, 0, -1]);
  const bias = new Map([
    [2, 3],
    [0, -Infinity],
  ]);
  expect(await scoresAfter(penalised(model, { bias }), 'abb')).toEqual([-Infinity, -2, 4, 0, -1]);
});

test('what an earlier answer said is not held against this one', async () => {
  const model = penalised(base, { presencePenalty: 100 });
  const sequence = open(prompt('Hm?'));
  sequence.items.push(...tokenizer.encode('abcd'), ...prompt('And?'));
  expect(await model.forward([{ sequence }])).toEqual(await base.forward([{ sequence }]));
});

test('a token that must not repeat does not', async () => {
  const model = penalised(base, { presencePenalty: 100 });
  const { tokens } = await generate(sample(model), prompt('Hm?'), { maxTokens: 4 });
  expect(new Set(tokens).size).toBe(tokens.length);
});

test('a forbidden token is never drawn, guided or not', async () => {
  const guided = proxyThinker({
    base,
    expert: hashed('e', tokenizer, 2),
    amateur: hashed('a', tokenizer, 3),
  });
  const bias = new Map([[0, -Infinity]]);
  for (const model of [base, guided])
    for (let seed = 0; seed < 50; seed++) {
      const strategy = sample(penalised(model, { bias }), { temperature: 2 });
      expect((await generate(strategy, prompt('Hm?'), { seed, maxTokens: 8 })).tokens).not.toContain(0);
    }
});

test('numbers that make no sense are named', () => {
  expect(() => penalised(base, { repetitionPenalty: 0 })).toThrow('repetitionPenalty must be more than 0');
  expect(() => penalised(base, { presencePenalty: Number.NaN })).toThrow('presencePenalty must be a number');
  expect(() => penalised(base, { bias: new Map([[3, Infinity]]) })).toThrow('bias of token 3');
});
