import { expect, test } from 'vitest';
import type { StrategyEvent } from '../strategy.ts';
import { authorsOf, takeOversOf } from './take-overs.ts';

const tokens = (count: number, by: string): StrategyEvent => ({
  type: 'tokens',
  tokens: new Array<number>(count).fill(0),
  by,
});
const to = (writer: 'small' | 'large', because: string): StrategyEvent => ({
  type: 'handoff',
  to: writer,
  because,
});

test('a trace of three take-overs, by hand', () => {
  const events = [
    to('large', 'begin'),
    tokens(3, 'mentor'),
    to('small', 'over'),
    tokens(10, 'pupil'),
    { type: 'dropped', by: 'small', count: 5 } as const,
    to('large', 'reflection'),
    tokens(2, 'mentor'),
    { type: 'draft', proposed: 4, accepted: 2 } as const,
    tokens(3, 'mentor'),
    to('large', 'verification'),
    to('small', 'over'),
    tokens(4, 'pupil'),
    { type: 'dropped', by: 'large', count: 2 } as const,
    { type: 'dropped', by: 'large', count: 1 } as const,
    tokens(6, 'inserted'),
    to('large', 'excessive negativity'),
    tokens(2, 'mentor'),
  ];
  expect(takeOversOf(events)).toEqual([
    { because: 'begin', position: 0, length: 3 },
    { because: 'reflection', position: 13, length: 5 },
    { because: 'verification', position: 18, length: 0 },
    { because: 'excessive negativity', position: 28, length: 2 },
  ]);
  const { small, large, inserted, dropped } = authorsOf(events);
  expect([small, large, inserted]).toEqual([14, 10, 6]);
  expect(dropped).toEqual({ small: 5, large: 3 });
  expect(large / (small + large + inserted)).toBeCloseTo(1 / 3);
});

test('without handoffs the small model wrote it all', () => {
  expect(takeOversOf([tokens(5, 'pupil')])).toEqual([]);
  expect(authorsOf([tokens(5, 'pupil')])).toEqual({
    small: 5,
    large: 0,
    inserted: 0,
    dropped: { small: 0, large: 0 },
  });
});
