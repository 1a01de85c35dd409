import { dense, row } from './logits.ts';
import type { DenseLogits } from './model.ts';

/** One row of scores, wherever it lies. */
export interface Row {
  readonly logits: DenseLogits;
  readonly index: number;
}

/**
 * Rows of equal width as logits of their own, with their unguided ones, if all have them; or the logits that they are the
 * rows of.
 */
export function stack(rows: readonly Row[]): DenseLogits {
  const whole = rows[0]!.logits;
  if (rows.length === whole.rows && rows.every(({ logits, index }, i) => logits === whole && index === i))
    return whole;
  const { vocab } = whole;
  const data = new Float32Array(rows.length * vocab);
  for (const [i, { logits, index }] of rows.entries()) data.set(row(logits, index), i * vocab);
  const unguided = rows.flatMap(({ logits, index }) =>
    logits.unguided ? [{ logits: dense(logits.unguided), index }] : [],
  );
  const guided = unguided.length === rows.length;
  return { type: 'dense', rows: rows.length, vocab, data, ...(guided && { unguided: stack(unguided) }) };
}
