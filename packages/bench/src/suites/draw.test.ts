import { resize } from '@vr/core';
import { describe, expect, test } from 'vitest';
import { draw, type Mark } from './draw.ts';
import { suites } from './index.ts';
import { seededRandom } from './random.ts';

const scenes = suites.flatMap((suite) =>
  Array.from({ length: 10 }, (_, seed) => suite.compose(seededRandom(seed)).marks),
);
const inked = (image: { readonly data: Uint8Array }) => image.data.some((value) => value > 60);

describe('one scene in several sizes', () => {
  test('the low image is the box average of the full one', () => {
    for (const marks of scenes) expect(draw(marks, 32)).toEqual(resize(draw(marks), 0.5));
  });

  test('text and rectangles of a larger drawing are those of the full one, pixel by pixel', () => {
    for (const marks of scenes) {
      const exact = marks.filter((mark) => mark.type === 'text' || mark.type === 'rectangle');
      expect(resize(draw(exact, 128), 0.5)).toEqual(draw(exact));
    }
  });

  test('a side that is neither a multiple nor a fraction is refused', () => {
    expect(() => draw([], 100)).toThrow(/multiple or a fraction of 64, found 100/);
  });
});

test('each mark leaves ink where it says', () => {
  const marks: Mark[] = [
    { type: 'circle', x: 20, y: 20, radius: 5, colour: 'red' },
    { type: 'text', x: 20, y: 20, scale: 1, text: 'A1+-', colour: 'green' },
    { type: 'line', from: [3, 3], to: [60, 40], colour: 'blue' },
    { type: 'rectangle', x: 3, y: 3, width: 4, height: 4, colour: 'grey' },
  ];
  for (const mark of marks) expect(inked(draw([mark]))).toBe(true);
});

test('a character without a glyph is refused by name', () => {
  expect(() => draw([{ type: 'text', x: 0, y: 0, scale: 1, text: '?', colour: 'red' }])).toThrow(
    /No glyph for "\?"/,
  );
});
