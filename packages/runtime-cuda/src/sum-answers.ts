import type { DenseLogits, Query, SparseLogits } from '@vr/core';
import { amountsPerRow } from './device/sum-graph.ts';

/** Cuts every score of all rows into what each query gets. `guided`: whether the first term goes along as unguided. */
export function denseAnswers(
  { sum, unguided }: { readonly sum: Float32Array; readonly unguided: Float32Array },
  queries: readonly Query[],
  vocab: number,
  guided: boolean,
): DenseLogits[] {
  let end = 0;
  return queries.map(({ rows = 1 }) => {
    end += rows;
    const of = (all: Float32Array): DenseLogits => {
      return { type: 'dense', rows, vocab, data: all.slice((end - rows) * vocab, end * vocab) };
    };
    return { ...of(sum), ...(guided && { unguided: of(unguided) }) };
  });
}

/** The same of the `known` best of each row, as `sumGraph` gives them: `best` is `[rows, 3 · known + 6]`. */
export function sparseAnswers(
  best: Float32Array,
  queries: readonly Query[],
  known: number,
  guided: boolean,
): SparseLogits[] {
  const width = 3 * known + amountsPerRow;
  let end = 0;
  return queries.map(({ rows = 1, top = known }) => {
    end += rows;
    const all = Array.from({ length: rows }, (_, r) =>
      best.subarray((end - rows + r) * width, (end - rows + r + 1) * width),
    );
    const orders = all.map((row) => bestFirst(row, known).slice(0, top));
    const picked = (part: number) =>
      orders.flatMap((order, r) => order.map((i) => all[r]![part * known + i]!));
    const amount = (index: number) => all.map((row) => row[3 * known + index]!);
    const tokens = Int32Array.from(picked(0));
    const logits: SparseLogits = {
      type: 'sparse',
      rows,
      top: orders[0]!.length,
      tokens,
      scores: Float32Array.from(picked(1)),
      logSumExp: Float32Array.from(amount(0)),
      entropy: Float32Array.from(amount(1)),
    };
    if (!guided) return logits;
    const unguided: SparseLogits = {
      type: 'sparse',
      rows,
      top: 1,
      tokens: Int32Array.from(amount(2)),
      scores: Float32Array.from(amount(3)),
      logSumExp: Float32Array.from(amount(4)),
      entropy: Float32Array.from(amount(5)),
      others: { tokens, scores: Float32Array.from(picked(2)) },
    };
    return { ...logits, unguided };
  });
}

/** In which order the best tokens of a row go by score; those that tie stay in the order of tokens. */
function bestFirst(row: Float32Array, known: number): number[] {
  const order = Array.from({ length: known }, (_, i) => i);
  return order.sort((a, b) => row[known + b]! - row[known + a]!);
}
