import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DenseLogits, dense, type Image, type Message, open, row } from '@vr/core';
import { prompt, testModel } from '@vr/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load } from './load.ts';
import type { LoadedModel } from './loaded-model.ts';
import { shippedModels } from './testing/shipped.ts';

/** Logits by PyTorch: rows for the last position of the prompt and for each token of the answer after it. */
interface Golden {
  readonly tolerance: number;
  readonly cases: readonly {
    readonly prompt: string;
    readonly image: { readonly width: number; readonly height: number; readonly data: string } | null;
    readonly input_ids: readonly number[];
    readonly answer: readonly number[];
    readonly logits: { readonly rows: number; readonly vocab: number; readonly data: string };
  }[];
}

const decodeBytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const shipped = shippedModels();

if (shipped.length === 0) test.skip('shipped models score like PyTorch', () => {});

describe.each(shipped)('$name', ({ name, path }) => {
  let model: LoadedModel;
  let golden: Golden;
  beforeAll(async () => {
    model = await load(path);
    golden = JSON.parse(readFileSync(join(path, 'golden.json'), 'utf8'));
  });
  afterAll(() => model.close());
  const promptOf = ({ prompt: text, image }: Golden['cases'][number]): readonly Message[] =>
    prompt(text, image === null ? undefined : { ...image, data: decodeBytes(image.data) });

  test('scores like PyTorch, read at once and as one batch written token by token', async () => {
    const sequences = golden.cases.map((each) => open(promptOf(each)));
    const steps: DenseLogits[][] = [];
    for (let step = 0; step <= Math.max(...golden.cases.map(({ answer }) => answer.length)); step++) {
      steps.push((await model.forward(sequences.map((sequence) => ({ sequence })))).map(dense));
      for (const [n, { answer }] of golden.cases.entries())
        if (step < answer.length) sequences[n]!.items.push(answer[step]!);
    }
    for (const [n, { answer, logits }] of golden.cases.entries()) {
      const expected = new Float32Array(decodeBytes(logits.data).buffer);
      const whole = open(promptOf(golden.cases[n]!));
      whole.items.push(...answer);
      const [atOnce] = (await model.forward([{ sequence: whole, rows: logits.rows }])).map(dense);
      expect(expected.length).toBe(logits.rows * logits.vocab);
      for (let index = 0; index < logits.rows; index++) {
        const wanted = expected.subarray(index * logits.vocab, (index + 1) * logits.vocab);
        expect(largestDifference(row(atOnce!, index), wanted)).toBeLessThan(golden.tolerance);
        expect(largestDifference(steps[index]![n]!.data, wanted)).toBeLessThan(golden.tolerance);
      }
    }
  });

  test('reads prompts as the tokens that training wrote', () => {
    for (const { prompt: text, image, input_ids } of golden.cases) {
      const patches = image === null ? 0 : (image.width / 8) * (image.height / 8);
      const rendered = `<|im_start|>user\n${'<image>'.repeat(patches)}${text}<|im_end|>\n<|im_start|>assistant\n`;
      expect(model.tokenizer.encode(rendered)).toEqual(input_ids);
      expect(model.tokenizer.decode(input_ids)).toBe(rendered);
    }
  });

  testModel(name, () => load(path, { rows: 8 }), {
    prompts: [prompt('How many red circles are there?', noise(64)), prompt('What is the sum?', noise(32))],
    // Kernels add up in another order for another number of rows; trained scores reach 20, where a float32 ends at 2e-6.
    tolerance: 1e-3,
    close: (each) => each.close(),
  });
});

const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);

function noise(side: number): Image {
  return {
    width: side,
    height: side,
    data: Uint8Array.from({ length: side * side * 3 }, (_, at) => (at * 7919) % 256),
  };
}
