import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DenseLogits, dense, type Image, type Item, type Model, row, type Sequence } from '@vr/core';
import type { Dtype } from '../dtype.ts';
import { largestDifference } from '../largest-difference.ts';

/** Logits by PyTorch: rows for the last position of what is read and for each token of the answer after it. */
export interface Golden {
  /** How far any score may be from PyTorch's, in graphs of each format. */
  readonly tolerances: Readonly<Record<Dtype, number>>;
  readonly cases: readonly (StoredTape & {
    readonly name: string;
    /** The question in it, without what a protocol says around it. */
    readonly question: string;
    readonly input_ids: readonly number[];
    readonly answer: readonly number[];
    readonly logits: { readonly rows: number; readonly vocab: number; readonly data: string };
  })[];
}

/** A tape as JSON: messages, in which pictures stand by number, and tokens written between them. */
export interface StoredTape {
  readonly items: readonly (StoredMessage | { readonly tokens: readonly number[] })[];
  readonly images: readonly { readonly width: number; readonly height: number; readonly data: string }[];
}
interface StoredMessage {
  readonly role: 'system' | 'user';
  readonly content: readonly (
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'image'; readonly image: number }
  )[];
}

export function readGolden(folder: string): Golden {
  return JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
}

/** The largest difference of any score from PyTorch's, reading each case at once and all as one batch token by token. */
export async function goldenError(model: Model, golden: Golden): Promise<number> {
  const batch = golden.cases.map(tapeOf);
  const steps = await stepByStep(model, batch, golden);
  let most = 0;
  for (const [n, { answer, logits, ...asked }] of golden.cases.entries()) {
    const expected = new Float32Array(decodeBytes(logits.data).buffer);
    if (expected.length !== logits.rows * logits.vocab)
      throw new RangeError(`Case ${n}: ${expected.length} scores.`);
    const whole = tapeOf(asked);
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

const tapeOf = (stored: StoredTape): Sequence => ({ items: itemsOf(stored), done: false });

/** The tape with its pictures. */
export function itemsOf({ items, images }: StoredTape): Item[] {
  return items.flatMap((item): Item[] => {
    if ('tokens' in item) return [...item.tokens];
    const content = item.content.map((part) =>
      part.type === 'text' ? part : { type: 'image' as const, image: imageOf(images[part.image]!) },
    );
    return [{ role: item.role, content }];
  });
}

export const imageOf = ({ data, ...sizes }: StoredTape['images'][number]): Image => ({
  ...sizes,
  data: decodeBytes(data),
});

const decodeBytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
