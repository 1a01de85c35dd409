import { type Colour, cellSide, type Mark } from './draw.ts';
import type { Random } from './random.ts';
import type { SceneObject } from './suite.ts';

/** A line of characters in one colour. `row` counts cells from 0; at scale 2 a character covers two by two. */
export interface TextLine {
  readonly text: string;
  readonly colour: Colour;
  readonly row: number;
  readonly scale: 1 | 2;
  readonly x: number;
  readonly y: number;
}

export const cellsPerRow = 8;
export const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
export const digits = [...'0123456789'];

/** Puts a text somewhere on its row of cells, where it fits. */
export function placeText(text: string, colour: Colour, row: number, scale: 1 | 2, random: Random): TextLine {
  const column = random.int(0, cellsPerRow - text.length * scale);
  return {
    text,
    colour,
    row,
    scale,
    x: column * cellSide + random.int(0, 2),
    y: row * cellSide + random.int(0, 1),
  };
}

export function markOf({ text, colour, scale, x, y }: TextLine): Mark {
  return { type: 'text', text, colour, scale, x, y };
}

/** The characters, each in the cell that holds its centre. */
export function charactersOf({ text, colour, scale, x, y }: TextLine): SceneObject[] {
  const row = Math.floor((y + 3 * scale) / cellSide);
  return [...text].map((name, i) => ({
    cell: row * cellsPerRow + Math.floor((x + (i * cellSide + 2) * scale) / cellSide),
    name,
    colour,
    value: undefined,
  }));
}

/** `count` rows of cells, top to bottom, at least `gap` apart, the last one leaving room for `height` rows. */
export function spreadRows(count: number, gap: number, height: number, random: Random): number[] {
  const slack = cellsPerRow - height - (count - 1) * gap;
  const extra = Array.from({ length: count }, () => random.int(0, slack)).sort((a, b) => a - b);
  return extra.map((e, i) => e + i * gap);
}
