import { colours } from './draw.ts';
import { type Line, misread, narrate } from './narrate.ts';
import type { Random } from './random.ts';
import type { Scene, SceneQuestion } from './suite.ts';
import { cellsPerRow } from './text-line.ts';
import {
  columnNames,
  columnOf,
  nameOf,
  placeThings,
  rowNames,
  rowNumbers,
  rowOf,
  shapes,
  type Thing,
} from './things.ts';

/** A few coloured shapes, and where they are to each other. */
export function composeSpatial(random: Random): Scene {
  const things = placeThings(random);
  const unique = things.filter((a) => things.filter((b) => nameOf(b) === nameOf(a)).length === 1);
  const questions = [
    ...counting(things, random),
    ...relations(unique, random),
    ...sides(things, unique, random),
    ...hops(things, unique, random),
    ...nearest(things, unique, random),
  ];
  return {
    marks: things.map(({ shape, x, y, radius, colour }) => ({ type: shape, x, y, radius, colour })),
    objects: things.map((t) => ({
      cell: (t.row - 1) * cellsPerRow + t.column - 1,
      name: t.shape,
      colour: t.colour,
      value: undefined,
    })),
    questions,
  };
}

/** Goes through the rows of the picture, top to bottom; `tell` says what a row's thing adds. */
function scan(
  things: readonly Thing[],
  random: Random,
  tell: (thing: Thing) => string,
  rows = rowNumbers,
): Line[] {
  return rows.map((row) => {
    const thing = things.find((t) => t.row === row);
    const name = rowNames[row - 1]!;
    if (!thing) return { text: `${name}: none` };
    const told = tell(thing);
    return { text: `${name}: ${told}`, wrong: `${name}: ${slipIn(told, random)}` };
  });
}

const rowsWithout = ({ row }: Thing) => rowNumbers.filter((other) => other !== row);

/** Another colour, column or row, or another last number. */
function slipIn(told: string, random: Random): string {
  if (/\d$/.test(told) && random.chance(0.5))
    return told.replace(/\d+$/, (digits) => String(misread(Number(digits), random)));
  for (const names of [colours, rowNames, columnNames]) {
    const name = names.find((n) => told.split(/[ ,]+/).includes(n));
    if (name) return told.replace(new RegExp(`\\b${name}\\b`), random.pick(names.filter((n) => n !== name)));
  }
  return told;
}

function counting(things: readonly Thing[], random: Random): SceneQuestion[] {
  const byColour = random
    .sample(colours, 2)
    .map((colour) => ({ asked: `${colour} shapes`, fits: (t: Thing) => t.colour === colour }));
  const present = random.pick(things).colour;
  const ofThing = { asked: `${present} shapes`, fits: (t: Thing) => t.colour === present };
  const shape = random.pick(shapes);
  const byShape = { asked: `${shape}s`, fits: (t: Thing) => t.shape === shape };
  return [ofThing, byShape, byColour[0]!].map(({ asked, fits }) => {
    let count = 0;
    const lines = scan(things, random, (t) => (fits(t) ? `${nameOf(t)}, ${++count}` : nameOf(t)));
    return {
      kind: 'count',
      prompt: `How many ${asked} are there?`,
      target: String(count),
      steps: narrate(lines, random),
    };
  });
}

const directions = {
  left: { words: 'left of', opposite: 'right of', axis: 'column', sign: -1 },
  right: { words: 'right of', opposite: 'left of', axis: 'column', sign: 1 },
  above: { words: 'above', opposite: 'below', axis: 'row', sign: -1 },
  below: { words: 'below', opposite: 'above', axis: 'row', sign: 1 },
} as const;

function relations(unique: readonly Thing[], random: Random): SceneQuestion[] {
  if (unique.length < 2) return [];
  return random.sample(Object.values(directions), 2).flatMap(({ words, opposite, axis, sign }) => {
    const [a, b] = random.sample(unique, 2) as [Thing, Thing];
    if (a[axis] === b[axis]) return [];
    const holds = (a[axis] - b[axis]) * sign > 0;
    const placeOf = axis === 'row' ? rowOf : columnOf;
    const names = axis === 'row' ? rowNames : columnNames;
    const compared = `${names[a[axis] - 1]} is ${holds ? words : opposite} ${names[b[axis] - 1]}`;
    return {
      kind: 'relation',
      prompt: `Is the ${nameOf(a)} ${words} the ${nameOf(b)}?`,
      target: holds ? 'yes' : 'no',
      steps: narrate([located(a, placeOf, random), located(b, placeOf, random), { text: compared }], random),
    };
  });
}

/** `red circle: c`. */
function located(thing: Thing, placeOf: (thing: Thing) => string, random: Random): Line {
  const place = placeOf(thing);
  return { text: `${nameOf(thing)}: ${place}`, wrong: `${nameOf(thing)}: ${slipIn(place, random)}` };
}

function sides(things: readonly Thing[], unique: readonly Thing[], random: Random): SceneQuestion[] {
  return random.sample(unique, Math.min(2, unique.length)).flatMap((from) => {
    const { words, sign } = random.pick([directions.left, directions.right]);
    const others = things.filter((t) => t !== from);
    if (others.some((t) => t.column === from.column)) return [];
    let count = 0;
    const tell = (t: Thing) =>
      (t.column - from.column) * sign > 0 ? `${columnOf(t)}, ${++count}` : columnOf(t);
    const lines = [located(from, columnOf, random), ...scan(others, random, tell, rowsWithout(from))];
    return {
      kind: 'side',
      prompt: `How many shapes are ${words} the ${nameOf(from)}?`,
      target: String(count),
      steps: narrate(lines, random),
    };
  });
}

function hops(things: readonly Thing[], unique: readonly Thing[], random: Random): SceneQuestion[] {
  return random.sample(unique, Math.min(2, unique.length)).flatMap((from) => {
    const down = random.chance(0.5);
    const ahead = things
      .filter((t) => (down ? t.row > from.row : t.row < from.row))
      .sort((a, b) => Math.abs(a.row - from.row) - Math.abs(b.row - from.row));
    if (ahead.length === 0) return [];
    const far = random.int(1, Math.min(3, ahead.length));
    const goal = ahead[far - 1]!;
    let count = 0;
    const path = Array.from(
      { length: Math.abs(goal.row - from.row) },
      (_, i) => from.row + (down ? i + 1 : -i - 1),
    );
    const lines = [
      located(from, rowOf, random),
      ...scan(ahead, random, (t) => `${nameOf(t)}, ${++count}`, path),
    ];
    const prompt = `Start at the ${nameOf(from)} and go ${down ? 'down' : 'up'} ${far}. What colour is that shape?`;
    return { kind: 'hops', prompt, target: goal.colour, steps: narrate(lines, random) };
  });
}

function nearest(things: readonly Thing[], unique: readonly Thing[], random: Random): SceneQuestion[] {
  const from = random.pick([...unique, undefined]);
  if (!from) return [];
  const steps = (t: Thing) => Math.abs(t.row - from.row) + Math.abs(t.column - from.column);
  const pixels = (t: Thing) => Math.hypot(t.x - from.x, t.y - from.y);
  const others = things.filter((t) => t !== from).sort((a, b) => steps(a) - steps(b));
  const [best, second] = others;
  if (
    !best ||
    !second ||
    steps(best) === steps(second) ||
    others.some((t) => t !== best && pixels(t) < pixels(best) + 3)
  )
    return [];
  const far = (t: Thing) =>
    `${nameOf(t)}, ${Math.abs(t.row - from.row)}+${Math.abs(t.column - from.column)}=${steps(t)}`;
  const lines = [located(from, (t) => `${rowOf(t)}, ${columnOf(t)}`, random), ...scan(others, random, far)];
  const prompt = `Which shape is nearest to the ${nameOf(from)}?`;
  return [{ kind: 'nearest', prompt, target: nameOf(best), steps: narrate(lines, random) }];
}
