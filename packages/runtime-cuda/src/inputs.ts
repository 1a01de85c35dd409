import type { Run } from './pack.ts';
import type { Position } from './render.ts';

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
 * Writes the token ids of a run, `[rows of the run, length]` as pairs of halves, and lists where patches of pictures
 * stand instead: the image token's embedding is to be overwritten there. Padding and idle rows read token 0.
 */
export function writeIds(
  ids: Int32Array,
  { length, slots }: Run,
  positions: readonly (readonly Position[])[],
  imageToken: number,
): readonly (readonly [index: number, position: Position])[] {
  const patches: (readonly [number, Position])[] = [];
  slots.forEach((slot, index) => {
    for (let at = 0; at < length; at++) {
      const place = index * length + at;
      const position = slot === undefined || at >= slot.length ? 0 : positions[slot.feed]![slot.start + at]!;
      ids[2 * place] = position < 0 ? imageToken : position;
      if (position < 0) patches.push([place, position]);
    }
  });
  return patches;
}
