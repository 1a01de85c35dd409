import { type Colour, cellSide, colours, type Mark } from './draw.ts';
import { type Line, misread, narrate, runningSum } from './narrate.ts';
import type { Random } from './random.ts';
import type { Scene, SceneObject, SceneQuestion } from './suite.ts';
import { cellsPerRow } from './text-line.ts';

/** A digit beside a side of the figure, by the cell it stands in. */
interface Label {
  readonly side: 'width' | 'height' | 'left' | 'right' | 'bottom';
  readonly length: number;
  readonly row: number;
  readonly column: number;
}

/** A rectangle or a triangle whose sides bear their lengths; the drawing is not to scale. */
export function composeFigure(random: Random): Scene {
  const colour = random.pick(colours);
  const length = () => random.int(2, 9);
  if (random.chance(0.6)) {
    const [left, top, right, bottom] = [
      random.int(1, 2),
      random.int(1, 3),
      random.int(5, 7),
      random.int(5, 7),
    ];
    const labels: Label[] = [
      { side: 'width', length: length(), row: top - 1, column: Math.floor((left + right) / 2) },
      { side: 'height', length: length(), row: Math.floor((top + bottom) / 2), column: left - 1 },
    ];
    const [x0, y0, x1, y1] = [
      left * cellSide + 2,
      top * cellSide + 2,
      right * cellSide + 4,
      bottom * cellSide + 4,
    ];
    const outline = polygon(
      [
        [x0, y0],
        [x1, y0],
        [x1, y1],
        [x0, y1],
      ],
      colour,
    );
    return scene(outline, labels, [perimeter(labels, 2, random), area(labels, random)], random);
  }
  const [left, right, top, bottom] = [random.int(1, 2), random.int(5, 6), random.int(0, 2), random.int(5, 6)];
  const middle = Math.floor((left + right) / 2);
  const half = Math.floor((top + bottom) / 2);
  const labels: Label[] = [
    { side: 'left', length: length(), row: half, column: left - 1 },
    { side: 'right', length: length(), row: half, column: right + 1 },
    { side: 'bottom', length: length(), row: bottom + 1, column: middle },
  ];
  const corner = (column: number, row: number): Point => [column * cellSide + 4, row * cellSide + 4];
  const outline = polygon([corner(middle, top), corner(right, bottom), corner(left, bottom)], colour);
  return scene(outline, labels, [perimeter(labels, 1, random)], random);
}

type Point = readonly [number, number];

function polygon(corners: readonly Point[], colour: Colour): Mark[] {
  return corners.map((from, i) => ({ type: 'line', from, to: corners[(i + 1) % corners.length]!, colour }));
}

function scene(
  outline: readonly Mark[],
  labels: readonly Label[],
  questions: readonly SceneQuestion[],
  random: Random,
): Scene {
  const texts = labels.map(
    ({ row, column, length }): Mark => ({
      type: 'text',
      x: column * cellSide + random.int(0, 2),
      y: row * cellSide + random.int(0, 1),
      scale: 1,
      text: String(length),
      colour: 'white',
    }),
  );
  const objects = labels.map(
    ({ row, column, length }): SceneObject => ({
      cell: row * cellsPerRow + column,
      name: String(length),
      colour: 'white',
      value: undefined,
    }),
  );
  return { marks: [...outline, ...texts], objects, questions };
}

function readings(labels: readonly Label[], random: Random): Line[] {
  return labels.map(({ side, length }) => ({
    text: `${side}=${length}`,
    wrong: `${side}=${misread(length, random)}`,
  }));
}

/** Each labelled length occurs `times` times around the figure. */
function perimeter(labels: readonly Label[], times: 1 | 2, random: Random): SceneQuestion {
  const lengths = labels.map((label) => label.length);
  const once = lengths.reduce((a, b) => a + b);
  const lines = [
    ...readings(labels, random),
    ...runningSum(lengths, random),
    ...(times === 2 ? runningSum([once, once], random) : []),
  ];
  return {
    kind: 'perimeter',
    prompt: random.pick([
      'What is the perimeter?',
      'How long is the way around the figure?',
      'How long are all sides together?',
    ]),
    target: String(once * times),
    steps: narrate(lines, random),
    needsFull: true,
  };
}

function area([width, height]: readonly Label[], random: Random): SceneQuestion {
  const [w, h] = [width!.length, height!.length];
  const product = { text: `${w}*${h}=${w * h}`, wrong: `${w}*${h}=${misread(w * h, random)}` };
  return {
    kind: 'area',
    prompt: random.pick([
      'What is the area?',
      'How large is the area of the figure?',
      'What is the size of the area inside?',
    ]),
    target: String(w * h),
    steps: narrate([...readings([width!, height!], random), product], random),
    needsFull: true,
  };
}
