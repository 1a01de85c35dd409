import { expect, test } from 'vitest';
import { seededRandom } from '../suites/random.ts';
import { dominates, paretoFront } from './pareto.ts';

const random = seededRandom(2);
const points = Array.from({ length: 200 }, () => [random.int(0, 9), random.int(0, 9), random.int(0, 9)]);
const front = paretoFront(points, (point) => point);

test('nothing dominates what is on the front', () => {
  for (const one of front) expect(points.some((other) => dominates(other, one))).toBe(false);
});

test('something on the front dominates what is not', () => {
  for (const one of points.filter((point) => !front.includes(point)))
    expect(front.some((other) => dominates(other, one))).toBe(true);
});

test('order does not matter, and what is dominated changes nothing', () => {
  expect(new Set(paretoFront(points.toReversed(), (point) => point))).toEqual(new Set(front));
  expect(paretoFront(front, (point) => point)).toEqual(front);
});

test('equals are on the front together', () => {
  expect(paretoFront([[1], [1], [2]], (point) => point)).toEqual([[1], [1]]);
});
