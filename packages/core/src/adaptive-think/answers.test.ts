import { describe, expect, test } from 'vitest';
import { argmax, dense, logSumExp } from '../logits.ts';
import { open, type Token } from '../sequence.ts';
import { hashed, letters, prompt, tableModel } from '../testing.ts';
import { amongBeams, amongOptions, averageEntropy } from './answers.ts';

const tokenizer = letters('ABCD }');
const hello = prompt('Hello.');
const evenly = (count: number) =>
  Array.from({ length: count }, () => ({ tokens: [], probability: 1 / count }));

test('the average entropy of an even choice among n is log₂ n / n, of a certain one 0', () => {
  for (const count of [1, 2, 4, 5])
    expect(averageEntropy(evenly(count))).toBeCloseTo(Math.log2(count) / count, 12);
  const certain = [
    { tokens: [], probability: 1 },
    ...evenly(3).map((answer) => ({ ...answer, probability: 0 })),
  ];
  expect(averageEntropy(certain)).toBe(0);
  const greatest = 1 / (Math.E * Math.LN2);
  expect(greatest).toBeCloseTo(0.5307, 4);
  expect(-(1 / Math.E) * Math.log2(1 / Math.E)).toBeCloseTo(greatest, 12);
});

describe('among options', () => {
  const model = tableModel('four', tokenizer, () => [1, 3, 2, -40, 9, 9, 9]);

  test('the law is the softmax over their first tokens, whatever else is likelier', async () => {
    const answers = await amongOptions(['A', 'B}', 'C'])(model, open(hello));
    const total = Math.exp(1) + Math.exp(3) + Math.exp(2);
    expect(answers.map(({ tokens }) => tokenizer.decode(tokens))).toEqual(['B}', 'C', 'A']);
    for (const [i, score] of [3, 2, 1].entries())
      expect(answers[i]!.probability).toBeCloseTo(Math.exp(score) / total, 6);
  });

  test('options that begin alike, or not at all, are refused', async () => {
    for (const options of [
      ['A', 'AB'],
      ['A', ''],
    ])
      await expect(amongOptions(options)(model, open(hello))).rejects.toThrow(
        'Options must begin with different tokens',
      );
  });
});

test('a model that can give none of the answers gives none, which is not a sharp one', async () => {
  const mute = tableModel('mute', tokenizer, () => [-Infinity, -Infinity, -Infinity, 1, 1, 1, 1]);
  expect(await amongOptions(['A', 'B', 'C'])(mute, open(hello))).toEqual([]);
  expect(
    await amongBeams()(
      tableModel('dead', tokenizer, () => Array(7).fill(-Infinity)),
      open(hello),
    ),
  ).toEqual([]);
  expect(averageEntropy([])).toBeNaN();
});

test('beams never hold a token that the model forbids', async () => {
  const strict = tableModel('strict', tokenizer, () => [
    1,
    -Infinity,
    -Infinity,
    -Infinity,
    -Infinity,
    0,
    -Infinity,
  ]);
  const answers = await amongBeams({ steps: 3 })(strict, open(hello));
  expect(answers.map(({ tokens }) => tokenizer.decode(tokens))).toEqual(['}', 'A}', 'AA}']);
});

describe('among beams', () => {
  const network = hashed('network', tokenizer, 3);

  /** Every complete answer of at most `steps` tokens and its log-probability. */
  async function all(steps: number, tokens: readonly Token[] = [], score = 0): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const text = tokenizer.decode(tokens);
    if (text.includes('}') || text.includes('$')) return found.set(text.replace('$', ''), score);
    if (steps === 0) return found;
    const sequence = open(hello);
    sequence.items.push(...tokens);
    const [logits] = await network.forward([{ sequence }]);
    const scores = dense(logits!).data;
    for (let token = 0; token < tokenizer.size; token++) {
      const longer = await all(steps - 1, [...tokens, token], score + scores[token]! - logSumExp(scores));
      for (const [answer, value] of longer) found.set(answer, value);
    }
    return found;
  }

  test('beams as wide as everything find the likeliest of all answers, by their joint probability', async () => {
    const width = 7 ** 3;
    const answers = await amongBeams({ width, steps: 3 })(network, open(hello));
    const expected = [...(await all(3))].sort(([, a], [, b]) => b - a);
    const total = expected.reduce((sum, [, score]) => sum + Math.exp(score), 0);
    expect(answers.length).toBe(expected.length);
    for (const [i, { tokens, probability }] of answers.entries()) {
      expect(tokenizer.decode(tokens)).toBe(expected[i]![0]);
      expect(probability).toBeCloseTo(Math.exp(expected[i]![1]) / total, 5);
    }
  });

  test('one beam is greedy', async () => {
    const [answer] = await amongBeams({ width: 1, steps: 4 })(network, open(hello));
    const sequence = open(hello);
    for (const token of answer!.tokens) {
      const [logits] = await network.forward([{ sequence }]);
      expect(token).toBe(argmax(dense(logits!).data));
      sequence.items.push(token);
    }
    expect(answer!.probability).toBe(1);
  });

  test('five answers at most, the probabilities sum to 1, and the tape is left as it was', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const sequence = open(hello);
      const answers = await amongBeams()(hashed('network', tokenizer, seed), sequence);
      expect(sequence.items).toEqual(hello);
      expect(answers.length).toBeGreaterThan(0);
      expect(answers.length).toBeLessThanOrEqual(5);
      expect(answers.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
      for (const { tokens } of answers) expect(tokens.includes(tokenizer.end)).toBe(false);
    }
  });

  test('where no answer is complete in time, the unfinished ones count', async () => {
    const endless = tableModel('endless', tokenizer, () => [5, 4, -99, -99, -99, -99, -99]);
    const answers = await amongBeams({ width: 2, steps: 3 })(endless, open(hello));
    expect(answers.map(({ tokens }) => tokenizer.decode(tokens))).toEqual(['AAA', 'AAB']);
  });
});
