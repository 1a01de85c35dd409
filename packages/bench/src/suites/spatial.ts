import { colours } from './draw.ts';
import { type Line, narrate } from './narrate.ts';
import type { Random } from './random.ts';
import { scanned, slipIn } from './scan.ts';
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
  uniqueAmong,
} from './things.ts';

/** A few coloured shapes, and where they are to each other. */
export function composeSpatial(random: Random): Scene {
  const things = placeThings({ rows: rowNames.length, fewest: 4, most: 7 }, random);
  const unique = uniqueAmong(things);
  return {
    marks: things.map(({ shape, x, y, radius, colour }) => ({ type: shape, x, y, radius, colour })),
    objects: things.map((t) => ({
      cell: (t.row - 1) * cellsPerRow + t.column - 1,
      name: t.shape,
      colour: t.colour,
      value: undefined,
    })),
    questions: [
      ...counting(things, random),
      ...relations(things, unique, random),
      ...sides(things, unique, random),
      ...hops(things, unique, random),
      ...furthest(things, unique, random),
    ],
  };
}

/** All rows of the picture, top to bottom, or some of them. */
function scan(
  things: readonly Thing[],
  random: Random,
  tell: (thing: Thing) => string,
  rows: readonly number[] = rowNumbers,
): Line[] {
  return scanned(things, rowNames, tell, random, rows);
}

function asked(
  kind: string,
  prompt: string,
  target: string,
  lines: readonly Line[],
  random: Random,
): SceneQuestion {
  return { kind, prompt, target, steps: narrate(lines, random), needsFull: true };
}

function counting(things: readonly Thing[], random: Random): SceneQuestion[] {
  const ofColour = (colour: string) => ({
    named: `${colour} shapes`,
    fits: (t: Thing) => t.colour === colour,
  });
  const shape = random.pick(shapes);
  const byShape = { named: `${shape}s`, fits: (t: Thing) => t.shape === shape };
  return [ofColour(random.pick(things).colour), byShape, ofColour(random.pick(colours))].map(
    ({ named, fits }) => {
      let count = 0;
      const lines = scan(things, random, (t) => (fits(t) ? `${nameOf(t)}, ${++count}` : nameOf(t)));
      const prompt = random.pick([
        `How many ${named} are there?`,
        `Count the ${named}.`,
        `What is the number of ${named}?`,
      ]);
      return asked('count', prompt, String(count), lines, random);
    },
  );
}

const directions = {
  left: { words: 'left of', opposite: 'right of', axis: 'column', sign: -1 },
  right: { words: 'right of', opposite: 'left of', axis: 'column', sign: 1 },
  above: { words: 'above', opposite: 'below', axis: 'row', sign: -1 },
  below: { words: 'below', opposite: 'above', axis: 'row', sign: 1 },
} as const;

/** `red circle: c`. */
function located(thing: Thing, placeOf: (thing: Thing) => string, random: Random): Line {
  const place = placeOf(thing);
  return { text: `${nameOf(thing)}: ${place}`, wrong: `${nameOf(thing)}: ${slipIn(place, random)}` };
}

/** Where one shape, or the one next below or above it, is to another. */
function relations(things: readonly Thing[], unique: readonly Thing[], random: Random): SceneQuestion[] {
  if (unique.length < 2) return [];
  return random.sample(Object.values(directions), 2).flatMap(({ words, opposite, axis, sign }) => {
    const [from, b] = random.sample(unique, 2) as [Thing, Thing];
    const hop = random.chance(0.5) ? walk(things, from, 1, random) : undefined;
    const a = hop?.goal ?? from;
    if (a[axis] === b[axis]) return [];
    const found = (a[axis] - b[axis]) * sign > 0 ? words : opposite;
    const placeOf = axis === 'row' ? rowOf : columnOf;
    const lines = [
      ...(hop?.lines ?? []),
      located(a, placeOf, random),
      located(b, placeOf, random),
      { text: `${placeOf(a)} is ${found} ${placeOf(b)}` },
      { text: `asked ${words}, found ${found}` },
    ];
    const subject = hop ? `the next shape ${hop.word} the ${nameOf(from)}` : `the ${nameOf(from)}`;
    const prompt = random.pick([
      `Is ${subject} ${words} the ${nameOf(b)}?`,
      `Does ${subject} lie ${words} the ${nameOf(b)}?`,
      `Yes or no: is ${subject} ${words} the ${nameOf(b)}?`,
    ]);
    return asked('relation', prompt, found === words ? 'yes' : 'no', lines, random);
  });
}

function sides(things: readonly Thing[], unique: readonly Thing[], random: Random): SceneQuestion[] {
  return random.sample(unique, Math.min(2, unique.length)).flatMap((from) => {
    const { words, sign } = random.pick([directions.left, directions.right]);
    const others = things.filter((t) => t !== from);
    if (others.some((t) => t.column === from.column)) return [];
    let count = 0;
    const tell = (t: Thing) =>
      (t.column - from.column) * sign > 0 ? `${columnOf(t)}, ${++count}` : columnOf(t);
    const rows = rowNumbers.filter((row) => row !== from.row);
    const lines = [located(from, columnOf, random), ...scan(others, random, tell, rows)];
    const prompt = random.pick([
      `How many shapes are ${words} the ${nameOf(from)}?`,
      `Count the shapes ${words} the ${nameOf(from)}.`,
      `What is the number of shapes ${words} the ${nameOf(from)}?`,
    ]);
    return asked('side', prompt, String(count), lines, random);
  });
}

/** The way from a shape to the one `far` shapes below or above it. */
function walk(things: readonly Thing[], from: Thing, far: number, random: Random) {
  const down = random.chance(0.5);
  const ahead = things
    .filter((t) => (down ? t.row > from.row : t.row < from.row))
    .sort((a, b) => Math.abs(a.row - from.row) - Math.abs(b.row - from.row));
  const goal = ahead[far - 1];
  if (!goal) return undefined;
  let count = 0;
  const length = Math.abs(goal.row - from.row);
  const path = Array.from({ length }, (_, i) => from.row + (down ? i + 1 : -i - 1));
  const lines = [
    located(from, rowOf, random),
    ...scan(ahead, random, (t) => `${nameOf(t)}, ${++count}`, path),
  ];
  return { goal, lines, word: down ? 'below' : 'above', way: down ? 'down' : 'up' };
}

function hops(things: readonly Thing[], unique: readonly Thing[], random: Random): SceneQuestion[] {
  return random.sample(unique, Math.min(2, unique.length)).flatMap((from) => {
    const far = random.int(2, 4);
    const route = walk(things, from, far, random);
    if (!route) return [];
    const { way, goal, lines } = route;
    const prompt = random.pick([
      `Start at the ${nameOf(from)} and go ${way} ${far}. What colour is that shape?`,
      `Which colour do you reach from the ${nameOf(from)} going ${way} ${far}?`,
      `Go ${way} ${far} from the ${nameOf(from)}. What colour is the shape there?`,
    ]);
    return asked('hops', prompt, goal.colour, lines, random);
  });
}

/** Goes through all shapes and keeps the outermost column so far: `third: red circle, e, b`. */
function furthest(things: readonly Thing[], unique: readonly Thing[], random: Random): SceneQuestion[] {
  return [Math.min, Math.max].flatMap((better) => {
    const outermost = better(...things.map((t) => t.column));
    const at = things.filter((t) => t.column === outermost);
    const [goal] = at;
    if (!goal || at.length > 1 || !unique.includes(goal)) return [];
    let best = things[0]!.column;
    const lines = scan(things, random, (t) => {
      best = better(best, t.column);
      return `${nameOf(t)}, ${columnOf(t)}, ${columnNames[best - 1]!}`;
    });
    const side = better === Math.min ? 'left' : 'right';
    const prompt = random.pick([
      `Which shape is furthest to the ${side}?`,
      `What is the outermost shape on the ${side}?`,
      `Name the shape closest to the ${side} edge.`,
    ]);
    return [asked('furthest', prompt, nameOf(goal), lines, random)];
  });
}
