import { dense, row } from './logits.ts';
import type { DenseLogits } from './model.ts';

/** One row of scores, wherever it lies. */
export interface Row {
  readonly logits: DenseLogits;
  readonly index: number;
}

/** Rows of equal width as logits of their own; with their unguided ones, if all have them. */
export function stack(rows: readonly Row[]): DenseLogits {
  const { vocab } = rows[0]!.logits;
  const data = new Float32Array(rows.length * vocab);
  for (const [i, { logits, index }] of rows.entries()) data.set(row(logits, index), i * vocab);
  const unguided = rows.flatMap(({ logits, index }) =>
    logits.unguided ? [{ logits: dense(logits.unguided), index }] : [],
  );
  const guided = unguided.length === rows.length;
  return { type: 'dense', rows: rows.length, vocab, data, ...(guided && { unguided: stack(unguided) }) };
}
