import { expect, test } from 'vitest';
import { sample } from '../sample.ts';
import { type Item, open } from '../sequence.ts';
import { hashed, letters, prompt, tableModel } from '../testing.ts';
import { agreement, disagreement } from './agreement.ts';
import { confidence, sufficiency } from './sufficiency.ts';
import { trace } from './trace.ts';

const image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const tokenizer = letters('abcYN');
const turn = { maxTokens: 8, stop: [], seed: 3 };
const [yes, no] = [tokenizer.encode('Y'), tokenizer.encode('N')];

test("ZoomEye's confidence: 2 σ(2) − 1 for scores 2 and 0, 0 for equal ones, the negative where they change places", () => {
  expect(confidence(Float32Array.of(2, 0), [0], [1])).toBeCloseTo(0.7616, 4);
  expect(confidence(Float32Array.of(0, 2), [0], [1])).toBeCloseTo(-0.7616, 4);
  expect(confidence(Float32Array.of(1.5, 1.5), [0], [1])).toBe(0);
});

test('writings of a word are added up as probabilities, whatever else the row holds', () => {
  const scores = Float32Array.of(Math.log(3), Math.log(2), Math.log(5), 50);
  expect(confidence(scores, [0, 1], [2])).toBeCloseTo(0, 6);
  expect(confidence(scores, [0, 2], [1])).toBeCloseTo(2 * 0.8 - 1, 6);
});

test('the question is put about the small picture alone, once, and the answer is not read along', async () => {
  const tapes: (readonly Item[])[] = [];
  const model = tableModel('judge', tokenizer, (items) => {
    tapes.push(items);
    return [0, 0, 0, 2, 0, 1];
  });
  const sequence = open(prompt('How many?', image));
  const look = await trace(sample(hashed('network', tokenizer)), tokenizer, sequence, turn);
  expect(await sufficiency({ model, yes, no })(look)).toBeCloseTo(-0.7616, 4);
  expect(tapes).toEqual([
    prompt(
      'Question: How many?\nCould you answer the question based on the the available visual information? Answer Yes or No.',
      image,
    ),
  ]);
});

test('writings of yes and no are found where they are one token, and missed by name', () => {
  const words = ['yes', 'Yes', ' Yes', 'no', ' NO', 'maybe'];
  const wordwise = {
    ...tokenizer,
    size: 6,
    end: 5,
    encode: (text: string) => (words.includes(text) ? [words.indexOf(text)] : [4, 4]),
  };
  const model = tableModel('judge', wordwise, () => [0, 1, 2, 3, 0, 9]);
  expect(() => sufficiency({ model })).not.toThrow();
  const mute = { ...model, tokenizer: { ...wordwise, encode: () => [1, 2] } };
  expect(() => sufficiency({ model: mute })).toThrow('"judge" has no single token for yes or for no.');
});

test('agreement asks about the same tape with other seeds, and tells the share that differs', async () => {
  const network = hashed('network', tokenizer);
  const sequence = open(prompt('How many?', image));
  const look = await trace(sample(network), tokenizer, sequence, turn);
  const same = agreement({ answer: sample(network), tokenizer, samples: 4 });
  expect(await same(look)).toBe(0);
  const chance = agreement({ answer: sample(network, { temperature: 5 }), tokenizer, samples: 4 });
  expect(await chance(look)).toBeGreaterThan(0.5);
  expect(await chance(look)).toBe(await chance(look));
  expect(() => agreement({ answer: sample(network), tokenizer, samples: 0 })).toThrow(RangeError);
});

test('answers agree in what they answer, not in how they get there', () => {
  const others = ['<think>x</think><answer>Red</answer>', 'red', 'Answer: blue', '<think>cut'];
  expect(disagreement('<answer>red</answer>', others)).toBe(0.5);
  expect(disagreement('<think>cut', others)).toBe(1);
});
