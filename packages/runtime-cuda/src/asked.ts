import { ContextOverflow, type DenseLogits, type Logits, type Query, type Sequence, sparse } from '@vr/core';
import type { Scores } from './decoder.ts';
import type { Run } from './pack.ts';
import type { Reader } from './placing.ts';
import type { Picture, Rendered } from './render.ts';

/** A sequence that is asked about, once however many queries ask. */
export interface Asked extends Reader {
  readonly pictures: ReadonlyMap<number, Picture>;
  /** `[rows, vocab]` */
  readonly scores: Float32Array;
  /** The stream that is to read it if none has yet. */
  readonly stream: number | undefined;
  /** Whether the scores have been given away. */
  given: boolean;
}

/** What one must know of a model to read for it. */
export interface ReadingModel {
  readonly name: string;
  readonly contextLength: number;
  readonly tokenizer: { readonly size: number };
  render(sequence: Sequence): Rendered;
}

/** The sequences that are asked about, rendered. Throws before anything runs if one of them cannot be answered. */
export function readAll(
  queries: readonly Query[],
  { name, contextLength, tokenizer, render }: ReadingModel,
): Map<Sequence, Asked> {
  const asked = new Map<Sequence, Asked>();
  for (const { sequence, rows = 1, stream } of queries) {
    const known = asked.get(sequence);
    const { positions, pictures } = known ?? render(sequence);
    if (positions.length > contextLength) {
      throw new ContextOverflow({ model: name, positions: positions.length, contextLength });
    }
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= positions.length)) {
      throw new RangeError(
        `"${name}": expected 1 to ${positions.length} rows (positions read), found ${rows}.`,
      );
    }
    if (known !== undefined && known.rows >= rows) continue;
    const scores = new Float32Array(rows * tokenizer.size);
    asked.set(sequence, { sequence, positions, pictures, rows, scores, stream, given: false });
  }
  return asked;
}

/** After how many of the last positions of a run scores are wanted by anyone; at least one. */
export function wantedOf({ length, slots }: Run, batch: readonly Asked[]): number {
  if (length === 1) return 1;
  let first = length - 1;
  for (const slot of slots) {
    if (slot === undefined) continue;
    const { positions, rows } = batch[slot.feed]!;
    const wanted = Math.max(0, positions.length - rows - slot.start);
    if (wanted < slot.length) first = Math.min(first, wanted);
  }
  return length - first;
}

/** Copies the rows of a run that were asked for. */
export function collect(
  run: Run,
  logits: Scores,
  logitsSize: number,
  vocab: number,
  batch: readonly Asked[],
): void {
  const unscored = run.length - logits.positions;
  run.slots.forEach((slot, index) => {
    if (slot === undefined) return;
    const { positions, rows, scores } = batch[slot.feed]!;
    const first = positions.length - rows;
    for (let at = Math.max(slot.start, first); at < slot.start + slot.length; at++) {
      const from = (index * logits.positions + at - slot.start - unscored) * logitsSize;
      scores.set(logits.values.subarray(from, from + vocab), (at - first) * vocab);
    }
  });
}

/** What a query gets of the scores of its sequence. */
export function answer({ rows = 1, top }: Query, asked: Asked, vocab: number): Logits {
  const { rows: all, scores, given } = asked;
  const whole = rows === all && !given;
  if (whole) asked.given = true;
  const data = whole ? scores : scores.slice((all - rows) * vocab);
  const logits: DenseLogits = { type: 'dense', rows, vocab, data };
  return top === undefined ? logits : sparse(logits, top);
}
