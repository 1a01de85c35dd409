import { fromScores } from '../from-scores.ts';
import { row } from '../logits.ts';
import type { DenseLogits, Model, Tokenizer } from '../model.ts';
import { philox } from '../noise.ts';
import type { Item } from '../sequence.ts';

/** A model whose network is a function, with a log of its batches. */
export interface TableModel extends Model {
  /** The number of queries of each forward so far, newest last. */
  readonly calls: number[];
}

/** A model that scores what comes next by calling `scores` with what is on the tape; it returns one score a token. */
export function tableModel(
  name: string,
  tokenizer: Tokenizer,
  scores: (items: readonly Item[]) => ArrayLike<number>,
): TableModel {
  const calls: number[] = [];
  const model = fromScores({ name, tokenizer, contextLength: Infinity }, async (queries, signal) => {
    signal?.throwIfAborted();
    calls.push(queries.length);
    return queries.map(({ sequence: { items }, rows = 1 }) => {
      const ends = Array.from({ length: rows }, (_, i) => items.length - rows + 1 + i);
      return table(ends.map((end) => scores(items.slice(0, end))));
    });
  });
  return { ...model, calls };
}

function table(rows: readonly ArrayLike<number>[]): DenseLogits {
  const vocab = rows[0]!.length;
  const logits = {
    type: 'dense',
    rows: rows.length,
    vocab,
    data: new Float32Array(rows.length * vocab),
  } as const;
  for (const [i, scores] of rows.entries()) row(logits, i).set(scores);
  return logits;
}

/** A model sure of its text: after a message it writes `script` from the beginning, and ends. */
export function scripted(name: string, tokenizer: Tokenizer, script: string): TableModel {
  const text = tokenizer.encode(script);
  return tableModel(name, tokenizer, (items) => {
    const spoken = items.length - items.findLastIndex((item) => typeof item === 'object') - 1;
    const scores = new Float32Array(tokenizer.size);
    scores[text[spoken] ?? tokenizer.end] = 9;
    return scores;
  });
}

/**
 * A model of no particular opinion: scores between −`spread` and `spread` that look random and depend on every item
 * on the tape, pixels included. Two seeds are two models.
 */
export function hashed(name: string, tokenizer: Tokenizer, seed = 0, spread = 3): TableModel {
  return tableModel(name, tokenizer, (items) => {
    const digest = items.reduce<number>((hash, item) => philox(seed, hash, digestOf(item))[0], 0);
    return Float32Array.from({ length: tokenizer.size }, (_, token) => {
      return spread * ((philox(seed, digest, ~token)[0] / 2 ** 32) * 2 - 1);
    });
  });
}

function digestOf(item: Item): number {
  if (typeof item === 'number') return item;
  const bytes = item.content.flatMap((part) =>
    part.type === 'text'
      ? [0, ...new TextEncoder().encode(part.text)]
      : [1, part.image.width, ...part.image.data],
  );
  return bytes.reduce((hash, byte) => philox(1, hash, byte)[0], item.role.length);
}
