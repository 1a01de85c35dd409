import { type Colour, cellSide, colours } from './draw.ts';
import type { Random } from './random.ts';

export const shapes = ['circle', 'square', 'triangle'] as const;

/** A coloured shape; `row` and `column` count cells from 1, from the top left. */
export interface Thing {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Colour;
  readonly shape: (typeof shapes)[number];
  readonly row: number;
  readonly column: number;
}

/** What rows and columns are called: rows from the top, columns from the left. */
export const rowNames = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
] as const;
/** 1 to 8. */
export const rowNumbers = rowNames.map((_, index) => index + 1);
export const columnNames = [...'abcdefgh'];
export const rowOf = (thing: Thing) => rowNames[thing.row - 1]!;
export const columnOf = (thing: Thing) => columnNames[thing.column - 1]!;
export const nameOf = (thing: Thing) => `${thing.colour} ${thing.shape}`;

/** How many shapes, on a square of how many rows and columns of cells. */
export interface Arrangement {
  readonly rows: number;
  readonly fewest: number;
  readonly most: number;
}

/** Shapes of three or four colours at most, no two centres in one row of cells, none touching another; top to bottom. */
export function placeThings(arrangement: Arrangement, random: Random): Thing[] {
  const { rows: rowCount, fewest, most } = arrangement;
  const side = rowCount * cellSide;
  const seen = random.sample(colours, random.int(3, 4));
  const numbers = rowNumbers.slice(0, rowCount);
  const rows = random.sample(numbers, random.int(fewest, most)).sort((a, b) => a - b);
  const things: Thing[] = [];
  for (const row of rows) {
    const radius = random.pick([4, 5]);
    const y = Math.min(side - 1 - radius, Math.max(radius, (row - 1) * cellSide + random.int(2, 5)));
    const above = things.at(-1);
    const free = (x: number) =>
      !above || Math.abs(x - above.x) > above.radius + radius + 1 || y - above.y > above.radius + radius + 1;
    const places = Array.from({ length: side - 2 * radius }, (_, i) => i + radius).filter(free);
    if (places.length === 0) return placeThings(arrangement, random);
    const x = random.pick(places);
    const column = Math.floor(x / cellSide) + 1;
    things.push({ x, y, radius, colour: random.pick(seen), shape: random.pick(shapes), row, column });
  }
  return things;
}

/** Those that no other looks like. */
export function uniqueAmong(things: readonly Thing[]): Thing[] {
  return things.filter((a) => things.filter((b) => nameOf(b) === nameOf(a)).length === 1);
}
