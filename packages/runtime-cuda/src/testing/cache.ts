import type { Run } from '../pack.ts';
import type { Placement } from '../placing.ts';
import type { Position } from '../render.ts';

/** Cache rows that hold the positions themselves: what is read from them is right only if the bookkeeping is. */
export interface Cache {
  copy(placements: readonly Placement[]): void;
  /** Writes like a decoder would, idle rows and padding included. Throws where a slot would read something else. */
  run(run: Run, positions: readonly (readonly Position[])[], filled: (row: number) => number): void;
}

const garbage = Number.MIN_SAFE_INTEGER;

export function cacheOf(rows: number, contextLength: number): Cache {
  const memory = Array.from({ length: rows }, () => new Array<Position>(contextLength).fill(garbage));

  const write = (row: number, at: number, position: Position) => {
    if (at >= contextLength) throw new Error(`Row ${row} is written at ${at}, beyond its end.`);
    memory[row]![at] = position;
  };

  return {
    copy(placements) {
      const written = new Set<number>();
      for (const { row, copyFrom } of placements) if (copyFrom !== undefined) written.add(row);
      for (const { row, copyFrom, keep } of placements) {
        if (copyFrom === undefined) continue;
        if (written.has(copyFrom)) throw new Error(`Row ${copyFrom} is copied to and from in one batch.`);
        memory[row]!.splice(0, keep, ...memory[copyFrom]!.slice(0, keep));
      }
    },
    run({ first, length, slots }, positions, filled) {
      const several = slots.length > 1 && length > 1;
      for (const [index, slot] of slots.entries()) {
        const row = first + index;
        if (slot === undefined) {
          if (length > 1) throw new Error(`Row ${row} idles in a run of several positions.`);
          write(row, filled(row), garbage);
          continue;
        }
        if (several && slot.start > 0) throw new Error('Several rows read several positions after a past.');
        const read = positions[slot.feed]!;
        for (let at = 0; at < slot.start; at++) {
          if (memory[row]![at] !== read[at]) throw new Error(`Row ${row} reads something else at ${at}.`);
        }
        for (let at = 0; at < length; at++) {
          if (several && slot.start + at >= contextLength) break;
          write(row, slot.start + at, at < slot.length ? read[slot.start + at]! : garbage);
        }
      }
    },
  };
}
