import type { Run } from './pack.ts';
import { follows, type Position } from './render.ts';

/** Keeps the attention masks up to date, changing only what changes from run to run. */
export interface Masks {
  /**
   * Writes the mask of a run and says how wide it is. A mask as wide as the run is long is in the prompt mask,
   * `[rows of the run, length]`; any other starts at the run's first row of the step mask.
   *
   * `filled`: how many positions of a row hold something; an idle row is masked as if it read one more.
   */
  write(run: Run, filled: (row: number) => number): number;
}

/**
 * `step`: `[rows, contextLength]`, `prompt`: as many positions as a run can have; both all zero, int64 as
 * pairs of halves. Row r of the step mask holds ones up to the length of cache row r at its last run.
 */
export function maskWriter(step: Int32Array, prompt: Int32Array, rows: number, contextLength: number): Masks {
  const ones = new Int32Array(rows);
  const setOnes = (row: number, count: number) => {
    const start = row * contextLength;
    const before = ones[row]!;
    for (let at = before; at < count; at++) step[2 * (start + at)] = 1;
    for (let at = count; at < before; at++) step[2 * (start + at)] = 0;
    ones[row] = count;
  };

  return {
    write({ first, length, slots }, filled) {
      const start = slots[0]!.start;
      if (length > 1 && start === 0) {
        slots.forEach((slot, index) => {
          for (let at = 0; at < length; at++) prompt[2 * (index * length + at)] = at < slot!.length ? 1 : 0;
        });
        return length;
      }
      slots.forEach((slot, index) => {
        setOnes(first + index, slot === undefined ? filled(first + index) + 1 : slot.start + slot.length);
      });
      return length === 1 ? contextLength : start + length;
    },
  };
}

/**
 * Writes what a run reads, `[rows of the run, length, hiddenSize]`. `embedding`: what stands at a position, or at so many
 * patches of a picture from there on, `[count, hiddenSize]`. Where nothing is read, in padding and idle rows, stays what
 * was there.
 */
export function writeEmbeddings(
  into: Float32Array,
  { length, slots }: Run,
  positions: readonly (readonly Position[])[],
  embedding: (position: Position, count: number) => Float32Array,
): void {
  slots.forEach((slot, index) => {
    if (slot === undefined) return;
    const { feed, start, length: many } = slot;
    const read = positions[feed]!;
    for (let at = 0; at < many; ) {
      const first = read[start + at]!;
      const count = first < 0 ? patchesFrom(read, start + at, many - at) : 1;
      const what = embedding(first, count);
      into.set(what, ((index * length + at) * what.length) / count);
      at += count;
    }
  });
}

/** How many positions from here on are patches of one picture, one after the other; `most` are looked at. */
function patchesFrom(positions: readonly Position[], start: number, most: number): number {
  let count = 1;
  while (count < most && follows(positions[start + count - 1]!, positions[start + count]!)) count++;
  return count;
}
