import { ContextOverflow, type DenseLogits, type Logits, type Query, type Sequence, sparse } from '@vr/core';
import type { Scores } from './decoder.ts';
import type { KeptScores } from './device/scores.ts';
import type { Run } from './pack.ts';
import type { Reader } from './placing.ts';
import type { Picture, Rendered } from './render.ts';

/** A sequence that is asked about, once however many queries ask. */
export interface Asked extends Reader {
  readonly pictures: ReadonlyMap<number, Picture>;
  /** `[rows, vocab]`, once all are known who ask; nothing if the rows are kept on the device. */
  scores: Float32Array;
  readonly kept: Kept | undefined;
  /** The stream that is to read it if none has yet. */
  readonly stream: number | undefined;
  /** Whether the scores have been given away. */
  given: boolean;
}

/** Where on the device the rows of a sequence are. */
export interface Kept {
  readonly scores: KeptScores;
  /** `[rows]`: which of those rows each is. */
  readonly places: Int32Array;
}

/** What one must know of a model to read for it. */
export interface ReadingModel {
  readonly name: string;
  readonly contextLength: number;
  readonly tokenizer: { readonly size: number };
  render(sequence: Sequence): Rendered;
}

/**
 * The sequences that are asked about, rendered. Throws before anything runs if one of them cannot be answered. `keep`: where
 * their scores are to stay; undefined: they come to main memory.
 */
export function readAll(
  queries: readonly Query[],
  { name, contextLength, tokenizer, render }: ReadingModel,
  keep?: KeptScores,
): Map<Sequence, Asked> {
  const asked = new Map<Sequence, Asked>();
  for (const { sequence, rows = 1, stream } of queries) {
    const known = asked.get(sequence);
    const { positions, cuts, pictures } = known ?? render(sequence);
    if (positions.length > contextLength) {
      throw new ContextOverflow({ model: name, positions: positions.length, contextLength });
    }
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= positions.length)) {
      throw new RangeError(
        `"${name}": expected 1 to ${positions.length} rows (positions read), found ${rows}.`,
      );
    }
    if (known !== undefined && known.rows >= rows) continue;
    const kept = keep && { scores: keep, places: new Int32Array(rows) };
    const one = { sequence, positions, cuts, pictures, rows, scores: none, kept, stream, given: false };
    asked.set(sequence, one);
  }
  if (keep === undefined) makeRoom([...asked.values()], tokenizer.size);
  else keep.reserve([...asked.values()].reduce((sum, { rows }) => sum + rows, 0));
  return asked;
}

const none = new Float32Array();

/** The most scores that lie in one array because they were asked for together: whoever keeps some keeps them all. */
const scoresPerArray = 2 ** 15;

/**
 * Gives each room for its scores, and many a common array: arrays of their own, which live apart from other objects, take
 * a microsecond each, and much of a garbage collection.
 */
function makeRoom(asked: readonly Asked[], vocab: number): void {
  for (let first = 0; first < asked.length; ) {
    let length = 0;
    let next = first;
    do length += asked[next++]!.rows * vocab;
    while (next < asked.length && length + asked[next]!.rows * vocab <= scoresPerArray);
    const room = new Float32Array(length);
    for (let start = 0; first < next; first++) {
      const end = start + asked[first]!.rows * vocab;
      asked[first]!.scores = room.subarray(start, end);
      start = end;
    }
  }
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

/** Copies the rows of a run that were asked for, or has them kept on the device. */
export async function collect(
  run: Run,
  { values, positions }: Scores,
  logitsSize: number,
  vocab: number,
  batch: readonly Asked[],
): Promise<void> {
  if (values instanceof Float32Array) {
    eachWanted(run, positions, batch, (from, { scores }, row) => {
      scores.set(values.subarray(from * logitsSize, from * logitsSize + vocab), row * vocab);
    });
    return;
  }
  const rows: number[] = [];
  eachWanted(run, positions, batch, (from) => rows.push(from));
  if (rows.length === 0) return;
  // All of a batch belong to one forward.
  const keep = batch[0]!.kept?.scores;
  const scores = keep === undefined ? await values.read(rows) : new Float32Array(0);
  let next = keep === undefined ? 0 : await values.keep(rows, keep);
  eachWanted(run, positions, batch, (_, asked, row) => {
    if (asked.kept === undefined)
      asked.scores.set(scores.subarray(next * vocab, (next + 1) * vocab), row * vocab);
    else asked.kept.places[row] = next;
    next++;
  });
}

/** Calls `take` for each row that was asked for, with the row of the run's scores that it comes from. */
function eachWanted(
  { length, slots }: Run,
  scored: number,
  batch: readonly Asked[],
  take: (from: number, asked: Asked, row: number) => void,
): void {
  const unscored = length - scored;
  slots.forEach((slot, index) => {
    if (slot === undefined) return;
    const asked = batch[slot.feed]!;
    const first = asked.positions.length - asked.rows;
    for (let at = Math.max(slot.start, first); at < slot.start + slot.length; at++)
      take(index * scored + at - slot.start - unscored, asked, at - first);
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
