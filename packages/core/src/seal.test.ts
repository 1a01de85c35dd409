import { describe, expect, test } from 'vitest';
import { generate } from './generate.ts';
import { dense, sparse } from './logits.ts';
import type { DenseLogits } from './model.ts';
import { uniform } from './noise.ts';
import { sample } from './sample.ts';
import { steeringVector, thoughtStates } from './seal/thoughts.ts';
import { seal } from './seal.ts';
import { type Item, open, type Sequence } from './sequence.ts';
import type { SteerableModel, Steering } from './steerable.ts';
import { letters, prompt, testModel } from './testing.ts';

const tokenizer = letters('abcdinotw,. \n');
const hello = prompt('Hello.');
const hiddenSize = 6;

/** A number in [-1, 1) that depends on these. */
const weight = (...at: number[]) => uniform(at[0]!, at[1]!, at[2] ?? 0) * 2 - 1;

/** What the network makes of an item to begin with, `[hiddenSize]`. */
function embedded(item: Item): number[] {
  const size =
    typeof item === 'number' ? item : 100 + item.content.map((part) => JSON.stringify(part)).join().length;
  return Array.from({ length: hiddenSize }, (_, i) => weight(1, size, i));
}

const times = (matrix: number, x: readonly number[], rows: number) =>
  Array.from({ length: rows }, (_, r) => x.reduce((sum, value, c) => sum + weight(matrix, r, c) * value, 0));

/**
 * A network with nothing hidden: layer 1 carries a state from position to position, layer 2 reads it, and the scores
 * are a linear map of that. `steerings`: what is added where.
 */
function network(steerings: readonly Steering[] = []): SteerableModel {
  /** What leaves each layer at each position. */
  function run(items: readonly Item[]): (readonly [number[], number[]])[] {
    let carried = new Array<number>(hiddenSize).fill(0);
    return items.map((item, i) => {
      const written = answerIn(items.slice(0, i + 1));
      const steer = (layer: number, h: number[]) => {
        for (const steering of steerings)
          if (steering.layer === layer && typeof item === 'number' && steering.at(written))
            for (let d = 0; d < hiddenSize; d++) h[d] = h[d]! + steering.vector[d]!;
        return h;
      };
      const input = embedded(item);
      carried = steer(
        1,
        times(2, carried, hiddenSize).map((h, d) => Math.tanh(0.5 * h + input[d]!)),
      );
      return [carried, steer(2, times(3, carried, hiddenSize).map(Math.tanh))] as const;
    });
  }

  return {
    name: 'network',
    tokenizer,
    contextLength: Infinity,
    hiddenSize,
    layers: 2,
    async forward(queries, signal) {
      signal?.throwIfAborted();
      return queries.map(({ sequence, rows = 1, top }) => {
        const states = run(sequence.items).slice(-rows);
        const data = Float32Array.from(
          states.flatMap(([, last]) => times(4, last, tokenizer.size).map((z) => 3 * z)),
        );
        const all: DenseLogits = { type: 'dense', rows, vocab: tokenizer.size, data };
        return top === undefined ? all : sparse(all, top);
      });
    },
    async hiddenStates({ items }, layer, rows) {
      return Float32Array.from(
        run(items)
          .slice(-rows)
          .flatMap((layers) => layers[layer - 1]!),
      );
    },
    steered: (steering) => network([...steerings, steering]),
  };
}

function answerIn(items: readonly Item[]): number[] {
  const start = items.findLastIndex((item) => typeof item === 'object') + 1;
  return items.slice(start).filter((item) => typeof item === 'number');
}

const vector = Float32Array.from({ length: hiddenSize }, (_, i) => weight(9, i));
const tape = (text: string): Sequence => {
  const sequence = open(hello);
  sequence.items.push(...tokenizer.encode(text));
  return sequence;
};
const scoresAfter = async (model: SteerableModel, text: string) =>
  dense((await model.forward([{ sequence: tape(text) }]))[0]!).data;

testModel('a steered network', () => seal({ model: network(), vector, layer: 1, alpha: 0.7 }), {
  prompts: [prompt('How many?'), prompt('Which one, and why?')],
});

describe('what must change nothing changes nothing', () => {
  const text = 'a cab.\n\nwait, no';

  test('alpha 0 is the model itself, and a vector of zeros changes no score', async () => {
    const model = network();
    expect(seal({ model, vector, layer: 1, alpha: 0 })).toBe(model);
    const zeros = seal({ model, vector: new Float32Array(hiddenSize), layer: 2 });
    expect(await scoresAfter(zeros, text)).toEqual(await scoresAfter(model, text));
  });

  test('before the first blank line that is written, the scores are the model’s', async () => {
    const model = network();
    for (const layer of [1, 2]) {
      const steered = seal({ model, vector, layer });
      for (const before of ['', 'a', 'a cab.\n', '\na\n'])
        expect(await scoresAfter(steered, before)).toEqual(await scoresAfter(model, before));
      expect(await scoresAfter(steered, 'a\n\n')).not.toEqual(await scoresAfter(model, 'a\n\n'));
    }
  });

  test('behind it they stay changed where a layer carries its state on, and are the model’s where it does not', async () => {
    const model = network();
    const carried = seal({ model, vector, layer: 1 });
    expect(await scoresAfter(carried, text)).not.toEqual(await scoresAfter(model, text));
    const passing = seal({ model, vector, layer: 2 });
    expect(await scoresAfter(passing, text)).toEqual(await scoresAfter(model, text));
  });

  test('blank lines of the prompt are not written, so they steer nothing', async () => {
    const model = network();
    const asked = open(prompt('One\n\ntwo'));
    const [own] = await model.forward([{ sequence: asked }]);
    expect(await seal({ model, vector, layer: 1 }).forward([{ sequence: asked }])).toEqual([own]);
  });
});

test('at each token that completes a blank line, h becomes h + α·s, and nowhere else', async () => {
  const model = network();
  const text = 'ab\n\ncd\n\n\na';
  const rows = text.length;
  const steered = seal({ model, vector, layer: 2, alpha: -0.5 });
  const own = await model.hiddenStates(tape(text), 2, rows);
  const found = await steered.hiddenStates(tape(text), 2, rows);
  for (let position = 0; position < rows; position++)
    for (let d = 0; d < hiddenSize; d++) {
      const shift = [3, 7, 8].includes(position) ? -0.5 * vector[d]! : 0;
      const at = position * hiddenSize + d;
      expect(found[at]).toBeCloseTo(own[at]! + shift, 6);
    }
});

test('two steerings add up, in either order', async () => {
  const once = seal({
    model: seal({ model: network(), vector, layer: 1, alpha: 0.3 }),
    vector,
    layer: 1,
    alpha: 0.4,
  });
  const turned = seal({
    model: seal({ model: network(), vector, layer: 1, alpha: 0.4 }),
    vector,
    layer: 1,
    alpha: 0.3,
  });
  const one = await scoresAfter(once, 'a\n\nb');
  const other = await scoresAfter(turned, 'a\n\nb');
  for (const [token, score] of one.entries()) expect(score).toBeCloseTo(other[token]!, 4);
});

describe('from texts to a steered model', () => {
  /**
   * A model with a mood: one number, high after a message, that every written token wears down. Where a thought opens,
   * it works if the mood is above 0 and doubts below.
   */
  function moody(steerings: readonly Steering[] = []): SteerableModel {
    const moods = (items: readonly Item[]): number[] => {
      let mood = 0;
      return items.map((item, i) => {
        mood = typeof item === 'object' ? 1 : mood - 0.15;
        const written = answerIn(items.slice(0, i + 1));
        for (const { at, vector } of steerings)
          if (typeof item === 'number' && at(written)) mood += vector[0]!;
        return mood;
      });
    };
    return {
      ...network(),
      name: 'moody',
      hiddenSize: 1,
      layers: 1,
      async forward(queries) {
        return queries.map(({ sequence: { items }, top }) => {
          const text = tokenizer.decode(answerIn(items));
          const opens = text.includes('\n\n') ? text.lastIndexOf('\n\n') + 2 : 0;
          const mood = moods(items.slice(0, 1 + opens)).at(-1)!;
          const thought = `${mood > 0 ? 'on it. ' : 'wait. '}\n\n`;
          const data = new Float32Array(tokenizer.size);
          data[tokenizer.encode(thought)[text.length - opens]!] = 9;
          const all: DenseLogits = { type: 'dense', rows: 1, vocab: tokenizer.size, data };
          return top === undefined ? all : sparse(all, top);
        });
      },
      hiddenStates: async ({ items }, _, rows) => Float32Array.from(moods(items).slice(-rows)),
      steered: (steering) => moody([...steerings, steering]),
    };
  }

  test('the vector of what it wrote keeps it at work', async () => {
    const model = moody();
    const { tokens } = await generate(sample(model), hello, { maxTokens: 44 });
    const text = tokenizer.decode(tokens);
    expect(text).toMatch(/^on it\. \n\n(wait\. \n\n)+/);

    const samples = await Promise.all(
      ['ab\n\nab\n\nwait\n\nwait', 'a\n\nb\n\nwait'].map((text) => thoughtStates(model, tape(text), 1)),
    );
    expect(samples.flat().map(({ kind }) => kind)).toEqual([
      'execution',
      'reflection',
      'reflection',
      'execution',
      'reflection',
    ]);
    const vector = steeringVector(samples.flat());
    // Moods at the blank lines: 0.4, −0.2, −1.1; 0.55, 0.1: means 0.475 and −0.4.
    expect(vector[0]).toBeCloseTo(0.875, 5);

    const steered = seal({ model, vector, layer: 1, alpha: 2 });
    const calm = await generate(sample(steered), hello, { maxTokens: 44 });
    expect(tokenizer.decode(calm.tokens)).toBe('on it. \n\n'.repeat(5).slice(0, 44));
  });

  test('a tape without a blank line gives no states', async () => {
    expect(await thoughtStates(network(), tape('no'), 1)).toEqual([]);
  });
});

test('a vector, a layer or a strength that is not of this model is refused', () => {
  const model = network();
  expect(() => seal({ model, vector: new Float32Array(5), layer: 1 })).toThrow(
    'The vector must have 6 elements for "network", found 5.',
  );
  expect(() => seal({ model, vector, layer: 3 })).toThrow(
    'The layer must be one of 1 to 2 of "network", found 3.',
  );
  expect(() => seal({ model, vector, layer: 1, alpha: Number.NaN })).toThrow(
    'alpha must be a number, found NaN.',
  );
});
