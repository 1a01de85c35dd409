import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codePenalty, formOf, paperPenalty, rewardOf, verdictOf } from './reward.ts';

type Worth = number | null;
interface Cases {
  forms: { name: string; turns: string[]; format: 0 | 1; calls: number }[];
  worth: { direct: number; high: number; code: [Worth, Worth]; paper: [Worth, Worth] }[];
  thresholds: {
    penalty: 'code' | 'paper';
    called: boolean;
    direct: number;
    high: number;
    theta: number;
    lost: number;
  }[];
  rewards: { right: boolean; format: 0 | 1; penalty: number; reward: number }[];
}

// Training in Python reads the same cases.
const cases: Cases = JSON.parse(readFileSync(new URL('./reward-cases.json', import.meta.url), 'utf8'));
const penalties = { code: codePenalty, paper: paperPenalty };

test.each(cases.forms)('$name', ({ turns, format, calls }) => {
  expect(formOf(turns)).toEqual({ format, calls });
});

test('a conversation has a turn', () => {
  expect(() => formOf([])).toThrow('Expected at least one turn, found none.');
});

describe('what a right answer is worth, of 16', () => {
  test.each(cases.worth)('$direct right without a call, $high with one', (worth) => {
    for (const name of ['code', 'paper'] as const)
      for (const called of [false, true]) {
        const expected = worth[name][called ? 1 : 0];
        if (expected !== null) expect(1 - penalties[name](called, worth)).toBe(expected);
      }
  });

  test.each(cases.thresholds)('θ = $theta moves the border of the $penalty', (border) => {
    expect(penalties[border.penalty](border.called, border, border.theta)).toBe(border.lost);
  });
});

test.each(cases.rewards)(
  'accuracy less the penalty, and half a point for the form; wrong answers lose nothing more: $reward',
  ({ right, format, penalty, reward }) => {
    expect(rewardOf(right, { format, calls: 1 }, penalty)).toBe(reward);
  },
);

test.each([
  ['Score: 0', 0],
  ['Score: 1', 1],
  ['score:1', 1],
  ['The answers match.\n**Output**: Score: 1.', 1],
  ['Score: 0, where 1 means that they match.', 0],
  ['At first glance Score: 1, but the units differ. Score: 0', 0],
  ['It should be 1 for correct and 0 for incorrect.', undefined],
  ['Score: 10', undefined],
  ['', undefined],
])('a judge says %j', (reply, verdict) => {
  expect(verdictOf(reply)).toBe(verdict);
});
