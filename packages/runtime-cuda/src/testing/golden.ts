import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DenseLogits, dense, type Model, open, row, type Sequence } from '@vr/core';
import { prompt } from '@vr/core/testing';
import { largestDifference } from '../largest-difference.ts';

/** Logits by PyTorch: rows for the last position of the prompt and for each token of the answer after it. */
export interface Golden {
  readonly tolerance: number;
  readonly cases: readonly {
    readonly prompt: string;
    readonly image: { readonly width: number; readonly height: number; readonly data: string } | null;
    readonly input_ids: readonly number[];
    readonly answer: readonly number[];
    readonly logits: { readonly rows: number; readonly vocab: number; readonly data: string };
  }[];
}

export function readGolden(folder: string): Golden {
  return JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
}

/** The largest difference of any score from PyTorch's, reading each case at once and all as one batch token by token. */
export async function goldenError(model: Model, golden: Golden): Promise<number> {
  const batch = golden.cases.map((each) => openCase(each));
  const steps = await stepByStep(model, batch, golden);
  let most = 0;
  for (const [n, { answer, logits, ...asked }] of golden.cases.entries()) {
    const expected = new Float32Array(decodeBytes(logits.data).buffer);
    if (expected.length !== logits.rows * logits.vocab)
      throw new RangeError(`Case ${n}: ${expected.length} scores.`);
    const whole = openCase(asked);
    whole.items.push(...answer);
    const [atOnce] = (await model.forward([{ sequence: whole, rows: logits.rows }])).map(dense);
    for (let index = 0; index < logits.rows; index++) {
      const wanted = expected.subarray(index * logits.vocab, (index + 1) * logits.vocab);
      most = Math.max(most, largestDifference(row(atOnce!, index), wanted));
      most = Math.max(most, largestDifference(steps[index]![n]!.data, wanted));
    }
  }
  return most;
}

async function stepByStep(
  model: Model,
  batch: readonly Sequence[],
  { cases }: Golden,
): Promise<DenseLogits[][]> {
  const steps: DenseLogits[][] = [];
  for (let step = 0; step <= Math.max(...cases.map(({ answer }) => answer.length)); step++) {
    steps.push((await model.forward(batch.map((sequence) => ({ sequence })))).map(dense));
    for (const [n, { answer }] of cases.entries())
      if (step < answer.length) batch[n]!.items.push(answer[step]!);
  }
  return steps;
}

function openCase({ prompt: text, image }: Pick<Golden['cases'][number], 'prompt' | 'image'>): Sequence {
  return open(prompt(text, image === null ? undefined : { ...image, data: decodeBytes(image.data) }));
}

const decodeBytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
