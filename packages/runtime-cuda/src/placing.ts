import { isDone, type Sequence } from '@vr/core';
import type { Position } from './render.ts';

/** One sequence of a batch: what it reads, and after how many of its last positions scores are wanted. */
export interface Reader {
  readonly sequence: Sequence;
  readonly positions: readonly Position[];
  /** While it stays the same, positions are only added at the end. */
  readonly cuts: number;
  readonly rows: number;
}

/** What to do for one reader: copy, then cut the row to `keep`, then feed the positions from `keep` on. */
export interface Placement {
  readonly row: number;
  /** Copy the first `keep` positions of this row here. All copies come before any feeding, in any order. */
  readonly copyFrom: number | undefined;
  readonly keep: number;
}

/** A row of a cache. */
export interface Row {
  /** Undefined: nobody's; its positions may still be copied. */
  sequence: Sequence | undefined;
  positions: Position[];
  /** The reader's `cuts` when it was last filled. */
  cuts: number;
  lastUsed: number;
  /** The last batch that used it, that used it for another sequence than before, and that copies from it. */
  given: number;
  renewed: number;
  source: number;
  /** Whether a batch is still reading into it: what it holds is not all there yet. */
  busy: boolean;
}

/** A shorter beginning is fed again: copying it would take its sequence out of the common prefill. */
export const worthCopying = 16;

export const emptyRow = (): Row => ({
  sequence: undefined,
  positions: [],
  cuts: 0,
  lastUsed: 0,
  given: 0,
  renewed: 0,
  source: 0,
  busy: false,
});
export const isFree = ({ sequence, busy }: Row) => !busy && (sequence === undefined || isDone(sequence));

/** How many positions of a row need not be fed to this reader: scores come only for positions that are. */
export function kept(row: Row, { sequence, positions, cuts, rows }: Reader): number {
  const { positions: held } = row;
  const end = Math.min(held.length, positions.length - rows);
  // Long tapes are not compared again for each token.
  if (row.sequence === sequence && row.cuts === cuts) return end;
  let at = 0;
  while (at < end && held[at] === positions[at]) at++;
  return at;
}

/** Whether more than half of the rows between the first and the last would idle if they ran as one batch. */
export function scattered(rows: readonly (number | undefined)[]): boolean {
  let first = Infinity;
  let last = -1;
  let count = 0;
  for (const row of rows) {
    if (row === undefined) continue;
    first = Math.min(first, row);
    last = Math.max(last, row);
    count++;
  }
  return last - first + 1 > 2 * count;
}

/** Moves from the highest of these rows to the lowest free ones below them, `limit` at most: old row → new row. */
export function descents(
  table: readonly Row[],
  rows: readonly (number | undefined)[],
  batch: number,
  limit: number,
): ReadonlyMap<number, number> {
  const moves = new Map<number, number>();
  const highest = rows.filter((row) => row !== undefined).sort((a, b) => b - a);
  let free = 0;
  for (const row of highest.slice(0, limit)) {
    while (free < row && !(table[free]!.given !== batch && isFree(table[free]!))) free++;
    if (free >= row) break;
    table[free]!.given = table[free]!.renewed = table[row]!.source = batch;
    moves.set(row, free);
  }
  return moves;
}

/** A row for a sequence that has none, and the beginning that another row can give it. */
export function placeNew(table: readonly Row[], reader: Reader, batch: number): Placement {
  const { from, length } = longestBeginning(table, reader, batch);
  const row = victim(table, from, batch);
  const place = table[row]!;
  const overwritesSource = row !== from && place.source === batch;
  place.given = place.renewed = batch;
  if (from === undefined || overwritesSource) return { row, copyFrom: undefined, keep: 0 };
  table[from]!.source = batch;
  return { row, copyFrom: row === from ? undefined : from, keep: length };
}

/** The row that shares the longest beginning, unless this batch has already given it to another sequence. */
function longestBeginning(table: readonly Row[], reader: Reader, batch: number) {
  let from: number | undefined;
  let length = Math.min(worthCopying, reader.positions.length) - 1;
  table.forEach((row, index) => {
    if (row.renewed === batch || row.busy || row.positions.length <= length) return;
    const shared = kept(row, reader);
    if (shared > length) {
      from = index;
      length = shared;
    }
  });
  return { from, length };
}

/** The row to give up: the lowest free one, else the one idle longest; one that is copied from only in need. */
function victim(table: readonly Row[], ownSource: number | undefined, batch: number): number {
  let best = -1;
  let least = Infinity;
  table.forEach((row, index) => {
    if (row.given === batch || row.busy) return;
    const cost =
      (isFree(row) ? 0 : row.lastUsed) + (row.source === batch && index !== ownSource ? inNeed : 0);
    if (cost < least) {
      least = cost;
      best = index;
    }
  });
  return best;
}

const inNeed = 2 ** 40;
