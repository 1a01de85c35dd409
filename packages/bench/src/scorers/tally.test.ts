import { describe, expect, test } from 'vitest';
import { macroMean, microMean, tally } from './tally.ts';

const rows = [
  { skills: ['count', 'read'], right: true },
  { skills: ['count'], right: false },
  { skills: ['count', 'count'], right: false },
];
const tallies = tally(
  rows,
  (row) => row.skills,
  (row) => row.right,
);

describe('a tally', () => {
  test('counts a question once in each of its groups', () => {
    expect([...tallies]).toEqual([
      ['count', { correct: 1, total: 3 }],
      ['read', { correct: 1, total: 1 }],
    ]);
  });

  test('has a mean over questions and another one over groups', () => {
    expect(microMean(tallies.values())).toBe(0.5);
    expect(macroMean(tallies.values())).toBeCloseTo(2 / 3);
  });
});
