import { isDone, type Sequence } from '@vr/core';
import type { Position } from './render.ts';

/** One sequence of a batch: what it reads, and after how many of its last positions scores are wanted. */
export interface Reader {
  readonly sequence: Sequence;
  readonly positions: readonly Position[];
  readonly rows: number;
}

/** What to do for one reader: copy, then cut the row to `keep`, then feed the positions from `keep` on. */
export interface Placement {
  readonly row: number;
  /** Copy the first `keep` positions of this row here. All copies come before any feeding, in any order. */
  readonly copyFrom: number | undefined;
  readonly keep: number;
}

/** Which row of a cache holds what. */
export interface RowTable {
  /** Gives each reader a row and takes it as filled. At most as many readers as rows, each sequence once. */
  place(readers: readonly Reader[]): Placement[];
  /** How many positions of a row hold something. */
  filled(row: number): number;
  /** Takes a row as empty: what was to be fed did not arrive. */
  forget(row: number): void;
  /** How often a sequence lost its row before it was done. */
  evictions(): number;
}

interface Row {
  /** Undefined: nobody's; its positions may still be copied. */
  sequence: Sequence | undefined;
  positions: Position[];
  lastUsed: number;
  /** The last batch that used it, that used it for another sequence than before, and that copies from it. */
  given: number;
  renewed: number;
  source: number;
}

/** A shorter beginning is fed again: copying it would take its sequence out of the common prefill. */
const worthCopying = 16;
/** How many sequences may change their row in one batch, so that no step is slow. */
const movesPerBatch = 2;

/**
 * Decides which row of a cache serves which sequence. Bookkeeping only: a poor choice costs a recomputation, never a
 * wrong answer. A sequence keeps its row; a new one gets the lowest free row, and a copy of the longest
 * beginning it shares with any row. When no row is free, the sequence idle longest loses its own. Sequences that
 * are scattered over the table move down into free rows, for what is side by side runs as one batch.
 */
export function rowTable(size: number): RowTable {
  const table = Array.from({ length: size }, emptyRow);
  const rowOf = new Map<Sequence, number>();
  let batch = 0;
  let evictions = 0;

  const leave = (row: Row) => {
    if (row.sequence !== undefined) rowOf.delete(row.sequence);
    row.sequence = undefined;
  };
  const settle = ({ sequence }: Reader, { row }: Placement) => {
    const place = table[row]!;
    if (place.sequence !== sequence) {
      if (place.sequence !== undefined && !isDone(place.sequence)) evictions++;
      leave(place);
      const before = rowOf.get(sequence);
      if (before !== undefined) leave(table[before]!);
      place.sequence = sequence;
      rowOf.set(sequence, row);
    }
    place.lastUsed = batch;
  };

  return {
    place(readers) {
      if (readers.length > size)
        throw new RangeError(`${readers.length} sequences do not fit in ${size} rows.`);
      batch++;
      const own = readers.map(({ sequence }) => rowOf.get(sequence));
      for (const row of own) if (row !== undefined) table[row]!.given = batch;
      const spare = Math.min(movesPerBatch, size - readers.length);
      const moves = scattered(own) ? descents(table, own, batch, spare) : noMoves;
      const placements = readers.map((reader, index) => {
        const row = own[index];
        if (row === undefined) return placeNew(table, reader, batch);
        const keep = Math.min(commonPrefix(table[row]!.positions, reader.positions), lastKept(reader));
        const lower = moves.get(row);
        return lower === undefined ? { row, copyFrom: undefined, keep } : { row: lower, copyFrom: row, keep };
      });
      for (const [index, placement] of placements.entries()) {
        settle(readers[index]!, placement);
        fill(table[placement.row]!, readers[index]!, placement);
      }
      return placements;
    },
    filled: (row) => table[row]!.positions.length,
    forget(row) {
      leave(table[row]!);
      table[row]!.positions = [];
    },
    evictions: () => evictions,
  };
}

const emptyRow = (): Row => ({
  sequence: undefined,
  positions: [],
  lastUsed: 0,
  given: 0,
  renewed: 0,
  source: 0,
});
const noMoves: ReadonlyMap<number, number> = new Map();
const isFree = ({ sequence }: Row) => sequence === undefined || isDone(sequence);
/** Scores come only for positions that are fed. */
const lastKept = ({ positions, rows }: Reader) => positions.length - rows;

/** Whether more than half of the rows between the first and the last would idle if they ran as one batch. */
function scattered(rows: readonly (number | undefined)[]): boolean {
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
function descents(
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
function placeNew(table: readonly Row[], reader: Reader, batch: number): Placement {
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
  table.forEach(({ positions, renewed }, row) => {
    if (renewed === batch || positions.length <= length) return;
    const shared = Math.min(commonPrefix(positions, reader.positions), lastKept(reader));
    if (shared > length) {
      from = row;
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
    if (row.given === batch) return;
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

/** The row now holds what its reader reads. */
function fill(row: Row, { positions }: Reader, { copyFrom, keep }: Placement): void {
  if (copyFrom !== undefined) {
    row.positions = [...positions];
    return;
  }
  row.positions.length = keep;
  for (let at = keep; at < positions.length; at++) row.positions.push(positions[at]!);
}

function commonPrefix(a: readonly Position[], b: readonly Position[]): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at++;
  return at;
}
