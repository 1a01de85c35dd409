import { colours } from './draw.ts';
import { type Line, misread } from './narrate.ts';
import type { Random } from './random.ts';
import { columnNames, rowNames, type Thing } from './things.ts';

/** Goes through rows of the picture by name, in the order given; `tell` says what a row's thing adds. */
export function scanned(
  things: readonly Thing[],
  names: readonly string[],
  tell: (thing: Thing) => string,
  random: Random,
  rows: readonly number[] = names.map((_, index) => index + 1),
): Line[] {
  return rows.map((row) => {
    const thing = things.find((t) => t.row === row);
    const name = names[row - 1]!;
    if (!thing) return { text: `${name}: none` };
    const told = tell(thing);
    return { text: `${name}: ${told}`, wrong: `${name}: ${slipIn(told, random)}` };
  });
}

/** Another colour, column or row, or another last number. */
export function slipIn(told: string, random: Random): string {
  if (/\d$/.test(told) && random.chance(0.5))
    return told.replace(/\d+$/, (digits) => String(misread(Number(digits), random)));
  for (const names of [colours, rowNames, columnNames]) {
    const name = names.find((n) => told.split(/[ ,]+/).includes(n));
    if (name) return told.replace(new RegExp(`\\b${name}\\b`), random.pick(names.filter((n) => n !== name)));
  }
  return told;
}
