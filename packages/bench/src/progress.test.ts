import { expect, test } from 'vitest';
import { duration, progressLines } from './progress.ts';

test('without a terminal a line comes now and then, and one at the end', () => {
  const lines: string[] = [];
  const progress = progressLines((line) => lines.push(line), 0);
  progress.start('accuracy', 4, 'answers', 1);
  progress.step('large-base on math');
  progress.step('large-base on math', 2);
  progress.finish();
  progress.finish();
  expect(lines).toEqual([
    'accuracy: 2 of 4 answers · 0 s left · large-base on math',
    'accuracy: 4 of 4 answers · 0 s left · large-base on math',
    'accuracy: 4 of 4 answers · took 0 s',
  ]);
});

test.each([
  [41_600, '42 s'],
  [200_000, '3 min 20 s'],
  [3_900_000, '1 h 5 min'],
  [Number.POSITIVE_INFINITY, '?'],
])('%d ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
