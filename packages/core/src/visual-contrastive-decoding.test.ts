import { describe, expect, test } from 'vitest';
import { batched } from './batched.ts';
import { diffuse } from './diffuse.ts';
import { generate } from './generate.ts';
import { dense } from './logits.ts';
import type { Model, Query } from './model.ts';
import { plausible } from './plausible.ts';
import { sample } from './sample.ts';
import { fork, type Image, type Item, open } from './sequence.ts';
import { remembering } from './testing/remembering.ts';
import { hashed, letters, prompt, tableModel, testModel } from './testing.ts';
import { visualContrastiveDecoding } from './visual-contrastive-decoding.ts';

const tokenizer = letters('abcdefghijklmnop');
const image: Image = { width: 2, height: 2, data: Uint8Array.from({ length: 12 }, (_, i) => 20 * i) };
const other: Image = { ...image, data: image.data.toReversed() };
const prompts = [prompt('How many?', image), prompt('Which one?', other)];
const network = hashed('network', tokenizer, 1);

testModel('visual contrastive decoding', () => visualContrastiveDecoding({ model: network }), { prompts });
testModel(
  'visual contrastive decoding of a model with caches',
  () => visualContrastiveDecoding({ model: batched(remembering(network)) }),
  { prompts },
);

function watched(model: Model): { readonly model: Model; readonly asked: (readonly Query[])[] } {
  const asked: (readonly Query[])[] = [];
  return {
    asked,
    model: {
      ...model,
      forward(queries, signal) {
        asked.push(queries);
        return model.forward(queries, signal);
      },
    },
  };
}

const imageOf = (item: Item | undefined) => {
  const part = (item as (typeof prompts)[0][0]).content[0]!;
  return part.type === 'image' ? part.image : undefined;
};

const five = letters('abcd');
/** Sees the image itself as one row, any other as another. */
const seeing = tableModel('seeing', five, (items) =>
  imageOf(items[0]) === image ? [2, 1, 0.5, -1, 0] : [1.5, 0.5, 0, -0.5, 0.5],
);
const scoresOf = async (model: Model) => {
  const [logits] = await model.forward([{ sequence: open(prompts[0]!) }]);
  return [...dense(logits!).data];
};

test('the equation, on a row worked out by hand', async () => {
  expect(await scoresOf(visualContrastiveDecoding({ model: seeing }))).toEqual([
    2.5,
    1.5,
    1,
    -Infinity,
    -0.5,
  ]);
  const half = visualContrastiveDecoding({ model: seeing, alpha: 0.5, beta: 0.2 });
  expect(await scoresOf(half)).toEqual([2.25, 1.25, 0.75, -Infinity, -Infinity]);
  const uncut = visualContrastiveDecoding({ model: seeing, beta: 0 });
  expect(await scoresOf(uncut)).toEqual([2.5, 1.5, 1, -1.5, -0.5]);
});

describe('the image in noise', () => {
  test('is asked about in the same forward as the image, all queries together', async () => {
    const { model, asked } = watched(network);
    const tapes = [...prompts.map(open), open(prompts[0]!)];
    await visualContrastiveDecoding({ model }).forward(tapes.map((sequence) => ({ sequence, top: 1 })));
    expect(asked.map(({ length }) => length)).toEqual([6]);
    const images = asked[0]!.map(({ sequence }) => imageOf(sequence.items[0]));
    expect(images.slice(0, 3)).toEqual([image, other, image]);
    expect(images.slice(3)).toEqual([diffuse(image), diffuse(other), diffuse(image)]);
  });

  test('is made once for an answer, and read once', async () => {
    let made = 0;
    const { model, asked } = watched(network);
    const vcd = visualContrastiveDecoding({
      model,
      distort(clear) {
        made++;
        return diffuse(clear);
      },
    });
    const { tokens } = await generate(sample(vcd), prompts[0]!, { maxTokens: 6 });
    expect(tokens.length).toBeGreaterThan(3);
    expect(made).toBe(1);
    const copies = new Set(asked.map((queries) => queries[1]!.sequence));
    expect(copies.size).toBe(1);
    expect([...copies][0]!.items.slice(1)).toEqual(tokens.slice(0, asked.length - 1));
  });

  test('forks with its tape', async () => {
    const { model, asked } = watched(network);
    const vcd = visualContrastiveDecoding({ model });
    const parent = open(prompts[0]!);
    await vcd.forward([{ sequence: parent }]);
    await vcd.forward([{ sequence: fork(parent) }]);
    expect(asked[1]![1]!.sequence.parent).toBe(asked[0]![1]!.sequence);
  });
});

test('where nothing is distorted, only the cut is left, bit for bit', async () => {
  for (const alpha of [-1, 0.3, 1, 7.7])
    for (const [distort, question] of [
      [(clear: Image) => ({ ...clear }), prompts[0]!],
      [diffuse, prompt('No image.')],
    ] as const) {
      const vcd = visualContrastiveDecoding({ model: network, alpha, distort: (clear) => distort(clear) });
      const queries = [{ sequence: { items: [...question, 1, 2], done: false }, rows: 3 }];
      const [found] = await vcd.forward(queries);
      const [cut] = await plausible(network, { minP: 0.1 }).forward(queries);
      expect(dense(found!).data).toEqual(dense(cut!).data);
    }
});

test('at alpha 0 what is written is what the model finds plausible', async () => {
  const vcd = visualContrastiveDecoding({ model: network, alpha: 0, beta: 0.2 });
  for (let seed = 0; seed < 10; seed++) {
    const options = { seed, maxTokens: 10 };
    const found = await generate(sample(vcd, { temperature: 1 }), prompts[0]!, options);
    const alone = await generate(sample(network, { temperature: 1, minP: 0.2 }), prompts[0]!, options);
    expect(found.tokens).toEqual(alone.tokens);
  }
});

test('the unguided scores are those of the model that sees the image clearly, and the name says so', async () => {
  const vcd = visualContrastiveDecoding({ model: network });
  const [logits] = await vcd.forward([{ sequence: open(prompts[0]!) }]);
  expect([...dense(logits!.unguided!).data]).toEqual(await scoresOf(network));
  expect(vcd.name).toBe('visual-contrastive-decoding(network)');
});

test('numbers that make no sense are refused by name', () => {
  expect(() => visualContrastiveDecoding({ model: network, alpha: Number.NaN })).toThrow(/^alpha/);
  expect(() => visualContrastiveDecoding({ model: network, beta: 2 })).toThrow(/^beta/);
});
