import { expect, test } from 'vitest';
import { contrastiveDecoding } from './contrastive-decoding.ts';
import { generate } from './generate.ts';
import { dense, logSumExp } from './logits.ts';
import type { Model } from './model.ts';
import { uniform } from './noise.ts';
import { prompted } from './prompted.ts';
import { sample } from './sample.ts';
import { open } from './sequence.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const expert = hashed('expert', tokenizer, 1);
const amateur = hashed('amateur', tokenizer, 2);

testModel('contrastive decoding', () => contrastiveDecoding({ expert, amateur }), { prompts });

const five = letters('abcd');
const table = (name: string, ...scores: number[]) => tableModel(name, five, () => scores);
const scoresOf = async (model: Model) => {
  const [logits] = await model.forward([{ sequence: open(prompts[0]!) }]);
  return dense(logits!).data;
};

/** log p of each token, at a temperature. */
function logProbabilities(scores: Float32Array, temperature = 1): number[] {
  const cooled = scores.map((score) => score / temperature);
  const total = logSumExp(cooled);
  return Array.from(cooled, (score) => score - total);
}

test('the equation, on a row worked out by hand', async () => {
  // Probabilities of the expert: 0.563, 0.207, 0.126, 0.028, 0.076.
  const row = {
    expert: table('expert', 2, 1, 0.5, -1, 0),
    amateur: table('amateur', 1.5, 0.5, 0, -0.5, 0.5),
  };
  expect([...(await scoresOf(contrastiveDecoding(row)))]).toEqual([-1, 0, 0.5, -Infinity, -1]);
  const cold = { ...row, amateurTemperature: 1 };
  expect([...(await scoresOf(contrastiveDecoding(cold)))]).toEqual([0.5, 0.5, 0.5, -Infinity, -0.5]);
  const strict = { ...cold, alpha: 0.2, amateurWeight: 0.5 };
  expect([...(await scoresOf(contrastiveDecoding(strict)))]).toEqual([1.25, 0.75, 0.5, -Infinity, -Infinity]);
});

test('the law is that of the difference of log-probabilities over the plausible tokens', async () => {
  for (let seed = 0; seed < 40; seed++) {
    const rows = [0, 1].map((i) => Float32Array.from({ length: 17 }, (_, v) => 6 * uniform(seed, i, v)));
    const [large, small] = rows.map((scores, i) => tableModel(`${i}`, tokenizer, () => scores));
    const options = { alpha: 0.3, amateurTemperature: 0.5 + seed / 40, amateurWeight: 0.8 };
    const z = await scoresOf(contrastiveDecoding({ expert: large!, amateur: small!, ...options }));
    const p = logProbabilities(rows[0]!);
    const q = logProbabilities(rows[1]!, options.amateurTemperature);
    const head = Math.max(...p) + Math.log(options.alpha);
    const scores = p.map((log, v) => (log >= head ? log - options.amateurWeight * q[v]! : -Infinity));
    const expected = logProbabilities(Float32Array.from(scores));
    for (const [v, log] of logProbabilities(z).entries())
      expect(Math.exp(log)).toBeCloseTo(Math.exp(expected[v]!), 5);
  }
});

test('an amateur of no opinion, or of no weight, leaves the plausible part of the expert', async () => {
  const even = tableModel('even', tokenizer, () => new Float32Array(17));
  for (const [small, amateurWeight] of [
    [even, 1],
    [amateur, 0],
  ] as const)
    for (let seed = 0; seed < 10; seed++) {
      const model = contrastiveDecoding({ expert, amateur: small, amateurWeight });
      const options = { seed, maxTokens: 10 };
      const found = await generate(sample(model, { temperature: 1 }), prompts[0]!, options);
      const alone = await generate(sample(expert, { temperature: 1, minP: 0.1 }), prompts[0]!, options);
      expect(found.tokens).toEqual(alone.tokens);
    }
});

test('an expert that equals the amateur finds all that is plausible equally good', async () => {
  const model = contrastiveDecoding({ expert, amateur: expert, amateurTemperature: 1 });
  const own = await scoresOf(expert);
  const best = Math.max(...own);
  expect([...(await scoresOf(model))]).toEqual(
    Array.from(own, (score) => (score >= best + Math.log(0.1) ? 0 : -Infinity)),
  );
});

test('at alpha 1 it is the expert, greedy', async () => {
  const model = contrastiveDecoding({ expert, amateur, alpha: 1 });
  const found = await generate(sample(model, { temperature: 1 }), prompts[0]!, { maxTokens: 20, seed: 1 });
  expect(found.tokens).toEqual((await generate(sample(expert), prompts[0]!, { maxTokens: 20 })).tokens);
});

test('what the amateur holds impossible is not taken for very good', async () => {
  const row = { expert: table('expert', 2, 1.9, 0, 0, 0), amateur: table('amateur', -Infinity, 0, 0, 0, 0) };
  const z = await scoresOf(contrastiveDecoding(row));
  expect([...z.subarray(0, 2)]).toEqual([-Infinity, Math.fround(1.9)]);
});

test('the amateur may have less of the prompt than the expert', async () => {
  const forgetful = prompted(amateur, () => prompts[1]!);
  const found = await scoresOf(contrastiveDecoding({ expert, amateur: forgetful }));
  const [other] = await amateur.forward([{ sequence: open(prompts[1]!) }]);
  const fixed = tableModel('amateur', tokenizer, () => dense(other!).data);
  expect(found).toEqual(await scoresOf(contrastiveDecoding({ expert, amateur: fixed })));
});

test('the unguided scores are those of the expert before the cut, and the name says who is held against whom', async () => {
  const model = contrastiveDecoding({ expert, amateur });
  const [logits] = await model.forward([{ sequence: open(prompts[0]!) }]);
  expect(dense(logits!.unguided!).data).toEqual(await scoresOf(expert));
  expect(model.name).toBe('contrastive-decoding(expert − amateur)');
});

test('numbers that make no sense are refused by name', () => {
  expect(() => contrastiveDecoding({ expert, amateur, alpha: 2 })).toThrow(/^alpha/);
  expect(() => contrastiveDecoding({ expert, amateur, amateurTemperature: 0 })).toThrow(
    /^amateurTemperature/,
  );
  expect(() => contrastiveDecoding({ expert, amateur, amateurWeight: Infinity })).toThrow(/"amateur"/);
});
