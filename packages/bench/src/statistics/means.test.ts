import { expect, test } from 'vitest';
import { meansOf } from './means.ts';

const marks = (right: number, of: number) => Array.from({ length: of }, (_, i) => (i < right ? 1 : 0));

test('groups of one size have one mean', () => {
  const { micro, macro } = meansOf([marks(30, 50), marks(10, 50)], 'macro', 0);
  expect(micro.value).toBeCloseTo(0.4, 12);
  expect(macro.value).toBeCloseTo(0.4, 12);
});

test('every question weighs the same in one, every group in the other', () => {
  const means = meansOf([marks(90, 100), marks(0, 10)], 'macro', 0);
  expect(means.micro.value).toBeCloseTo(90 / 110, 12);
  expect(means.macro.value).toBeCloseTo(0.45, 12);
  expect(means.published).toBe('macro');
});

test('the macro mean of one group is about as sure as its share', () => {
  const { micro, macro } = meansOf([marks(400, 1000)], 'micro', 0);
  expect(macro.low).toBeCloseTo(micro.low, 2);
  expect(macro.high).toBeCloseTo(micro.high, 2);
});

test('what differs between groups, and not within them, makes no mean less sure', () => {
  const { macro } = meansOf([marks(50, 50), marks(0, 50)], 'macro', 0);
  expect(macro).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
});
