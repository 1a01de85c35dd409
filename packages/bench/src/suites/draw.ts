import { type Image, resize } from '@vr/core';
import { glyphHeight, glyphWidth, isInk } from './font.ts';

/** Scenes are laid out on a square of this many units; drawn at full size, a unit is a pixel. */
export const sceneSide = 64;

/** The patch of the vision encoder, in units: characters stand one patch apart. */
export const cellSide = 8;

export const colours = ['red', 'green', 'blue', 'yellow', 'purple', 'white'] as const;
export type Colour = (typeof colours)[number];

const palette: Readonly<Record<Colour | 'grey', readonly [number, number, number]>> = {
  red: [232, 44, 44],
  green: [44, 200, 64],
  blue: [64, 104, 248],
  yellow: [244, 228, 40],
  purple: [184, 60, 220],
  white: [240, 240, 240],
  grey: [120, 120, 128],
};
const background = [20, 20, 26] as const;

/** One thing to draw, in units of the scene; x to the right, y down. Later marks cover earlier ones. */
export type Mark =
  | {
      readonly type: 'rectangle';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly colour: Colour | 'grey';
    }
  | {
      readonly type: 'circle' | 'square' | 'triangle';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly colour: Colour;
    }
  | {
      readonly type: 'line';
      readonly from: readonly [number, number];
      readonly to: readonly [number, number];
      readonly colour: Colour;
    }
  | {
      readonly type: 'text';
      readonly x: number;
      readonly y: number;
      readonly scale: number;
      readonly text: string;
      readonly colour: Colour;
    };

/**
 * Draws a scene as `side` × `side` RGB pixels, the same on every machine: no anti-aliasing, integer
 * colours. Sides above the scene's are drawn finer; sides below it are box averages of the full drawing,
 * so that the small image is what a camera further away would see.
 *
 * @param side a multiple or an integer fraction of 64
 */
export function draw(marks: readonly Mark[], side = sceneSide): Image {
  if (side < sceneSide) return resize(draw(marks), side / sceneSide);
  const scale = side / sceneSide;
  if (!Number.isInteger(scale))
    throw new RangeError(`Expected a side that is a multiple or a fraction of ${sceneSide}, found ${side}.`);
  const data = new Uint8Array(side * side * 3);
  for (let i = 0; i < data.length; i++) data[i] = background[i % 3]!;
  for (const mark of marks) paint({ width: side, height: side, data }, mark, scale);
  return { width: side, height: side, data };
}

function paint(image: Image, mark: Mark, scale: number): void {
  if (mark.type === 'rectangle') {
    fill(image, scale, mark.colour, mark.x, mark.y, mark.x + mark.width, mark.y + mark.height, () => true);
  } else if (mark.type === 'text') paintText(image, mark, scale);
  else if (mark.type === 'line') paintLine(image, mark, scale);
  else paintShape(image, mark, scale);
}

const insideShape = {
  circle: (dx: number, dy: number, r: number) => dx * dx + dy * dy <= r * r,
  square: () => true,
  triangle: (dx: number, dy: number, r: number) => Math.abs(dx) <= (dy + r) / 2,
};

function paintShape(
  image: Image,
  { type, x, y, radius: r, colour }: Extract<Mark, { type: keyof typeof insideShape }>,
  scale: number,
): void {
  const inside = insideShape[type];
  fill(image, scale, colour, x - r, y - r, x + r, y + r, (px, py) => inside(px - x, py - y, r));
}

function paintText(
  image: Image,
  { text, x, y, scale: size, colour }: Extract<Mark, { type: 'text' }>,
  scale: number,
): void {
  for (let i = 0; i < text.length; i++) {
    const left = x + i * cellSide * size;
    fill(image, scale, colour, left, y, left + glyphWidth * size, y + glyphHeight * size, (px, py) =>
      isInk(text[i]!, Math.floor((px - left) / size), Math.floor((py - y) / size)),
    );
  }
}

function paintLine(
  image: Image,
  { from: [ax, ay], to: [bx, by], colour }: Extract<Mark, { type: 'line' }>,
  scale: number,
): void {
  const halfWidth = 0.9;
  const [dx, dy] = [bx - ax, by - ay];
  const lengthSquared = dx * dx + dy * dy;
  const near = (px: number, py: number) => {
    const t = Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / lengthSquared));
    return (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2 <= halfWidth ** 2;
  };
  const [left, right] = [Math.min(ax, bx) - 1, Math.max(ax, bx) + 1];
  fill(image, scale, colour, left, Math.min(ay, by) - 1, right, Math.max(ay, by) + 1, near);
}

/** Colours the pixels of a box, given in units, whose centres are inside. */
function fill(
  { width, data }: Image,
  scale: number,
  colour: Colour | 'grey',
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  inside: (x: number, y: number) => boolean,
): void {
  const [red, green, blue] = palette[colour];
  const clamp = (v: number) => Math.min(width, Math.max(0, Math.round(v * scale)));
  for (let py = clamp(y0); py < clamp(y1); py++)
    for (let px = clamp(x0); px < clamp(x1); px++) {
      if (!inside((px + 0.5) / scale, (py + 0.5) / scale)) continue;
      const at = (py * width + px) * 3;
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
    }
}
