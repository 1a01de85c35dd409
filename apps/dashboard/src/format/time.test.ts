import { expect, test } from 'vitest';
import { duration, moment } from './time.ts';

test.each([
  [0, '0 ms'],
  [849.6, '850 ms'],
  [1000, '1 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [185_000, '3 min 5 s'],
  [3_600_000, '1 h'],
  [4_320_000, '1 h 12 min'],
])('%d ms is said as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('a moment names day, month, year and time', () => {
  expect(moment('2026-11-21T12:17:43.344Z')).toMatch(/^2[12] Nov 2026, \d\d:\d\d$/);
});
