import { isDone, type Sequence } from '@vr/core';
import {
  descents,
  emptyRow,
  isFree,
  kept,
  type Placement,
  placeNew,
  type Reader,
  type Row,
  scattered,
  worthCopying,
} from './placing.ts';

/** Which row of a cache holds what. */
export interface RowTable {
  /**
   * Whether these readers must wait for rows that are being read into: one is theirs, begins as they do, or is needed.
   * At most as many readers as rows.
   */
  mustWait(readers: readonly Reader[]): boolean;
  /**
   * Gives each reader a row, takes it as filled, and as being read into until `arrived` or `forget` is told. Each
   * sequence once, none of which `mustWait`.
   */
  place(readers: readonly Reader[]): Placement[];
  /** What a row was to be fed is there. */
  arrived(row: number): void;
  /** Whether a row is this sequence's. */
  serves(sequence: Sequence): boolean;
  /** How many rows are nobody's, or of sequences that are done. */
  free(): number;
  /** How many positions it could take from a row that begins alike. */
  beginning(reader: Reader): number;
  /** How many positions of a row hold something. */
  filled(row: number): number;
  /** Takes a row as empty: what was to be fed did not arrive. */
  forget(row: number): void;
  /** How often a sequence lost its row before it was done. */
  evictions(): number;
}

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
  let busy = 0;
  let evictions = 0;

  const leave = (row: Row) => {
    if (row.sequence !== undefined) rowOf.delete(row.sequence);
    row.sequence = undefined;
  };
  const rest = (row: number) => {
    if (table[row]!.busy) busy--;
    table[row]!.busy = false;
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
    mustWait(readers) {
      if (readers.length > size)
        throw new RangeError(`${readers.length} sequences do not fit in ${size} rows.`);
      if (busy === 0) return false;
      const open = table.filter((row) => !row.busy);
      const own = readers.map(({ sequence }) => rowOf.get(sequence));
      const newcomers = readers.filter((_, index) => own[index] === undefined);
      return (
        own.some((row) => row !== undefined && table[row]!.busy) ||
        open.length < readers.length ||
        newcomers.some((reader) => isBeingRead(table, open, reader))
      );
    },
    place(readers) {
      batch++;
      const own = readers.map(({ sequence }) => rowOf.get(sequence));
      for (const row of own) if (row !== undefined) table[row]!.given = batch;
      const spare = Math.min(movesPerBatch, size - busy - readers.length);
      const moves = scattered(own) ? descents(table, own, batch, spare) : noMoves;
      const placements = readers.map((reader, index) => {
        const row = own[index];
        if (row === undefined) return placeNew(table, reader, batch);
        const keep = kept(table[row]!, reader);
        const lower = moves.get(row);
        return lower === undefined ? { row, copyFrom: undefined, keep } : { row: lower, copyFrom: row, keep };
      });
      for (const [index, placement] of placements.entries()) {
        settle(readers[index]!, placement);
        fill(table[placement.row]!, readers[index]!, placement);
        table[placement.row]!.busy = true;
      }
      busy += placements.length;
      return placements;
    },
    arrived: rest,
    serves: (sequence) => rowOf.has(sequence),
    free: () => table.filter(isFree).length,
    beginning: (reader) => longestKept(table, reader),
    filled: (row) => table[row]!.positions.length,
    forget(row) {
      leave(table[row]!);
      table[row]!.positions = [];
      rest(row);
    },
    evictions: () => evictions,
  };
}

const noMoves: ReadonlyMap<number, number> = new Map();

const longestKept = (rows: readonly Row[], reader: Reader) =>
  rows.reduce((longest, row) => Math.max(longest, kept(row, reader)), 0);

/** Whether a row that is being read into will spare this reader a beginning that no `open` row has. */
const isBeingRead = (table: readonly Row[], open: readonly Row[], reader: Reader) =>
  longestKept(table, reader) >= longestKept(open, reader) + worthCopying;

/** The row now holds what its reader reads. */
function fill(row: Row, { positions, cuts }: Reader, { copyFrom, keep }: Placement): void {
  row.cuts = cuts;
  if (copyFrom !== undefined) {
    row.positions = [...positions];
    return;
  }
  if (keep < row.positions.length) row.positions.length = keep;
  for (let at = keep; at < positions.length; at++) row.positions.push(positions[at]!);
}
