import { describe, expect, test } from 'vitest';
import { uniform } from '../noise.ts';
import { escalates, mustEscalate, type Tried, thresholdForCost, thresholdForRecall } from './calibrate.ts';
import { auroc, referenceLines } from './reference-lines.ts';

const missed = (need: number): Tried => ({ need, low: 0, full: 1 });
const fine = (need: number): Tried => ({ need, low: 1, full: 1 });
const hopeless = (need: number): Tried => ({ need, low: 0, full: 0 });
const spoilt = (need: number): Tried => ({ need, low: 1, full: 0 });

/** Needs that tell a little, and every kind of question. */
function questions(count: number, seed: number): Tried[] {
  return Array.from({ length: count }, (_, i) => {
    const kind = uniform(seed, i, 0);
    const noise = uniform(seed, i, 1);
    if (kind < 0.3) return missed(0.4 + noise);
    if (kind < 0.9) return fine(noise);
    return kind < 0.95 ? hopeless(noise) : spoilt(noise);
  });
}

describe('a threshold for recall', () => {
  const tried = [fine(0.1), missed(0.2), hopeless(0.9), missed(0.5), spoilt(0.4), missed(0.7), missed(0.9)];

  test.each([
    [0, 0.2],
    [0.2, 0.2],
    [0.39, 0.2],
    [0.4, 0.5],
    [0.6, 0.7],
    [0.8, 0.9],
    [0.99, 0.9],
  ])('that may miss %d of the questions to be caught is %d', (alpha, expected) => {
    expect(mustEscalate(tried)).toHaveLength(4);
    expect(thresholdForRecall(tried, alpha)).toBe(expected);
  });

  test('ties are all caught', () => {
    const ties = [missed(0.3), missed(0.3), missed(0.3), fine(0.3)];
    expect(thresholdForRecall(ties, 0.5)).toBe(0.3);
    expect(ties.every((one) => escalates(one, 0.3))).toBe(true);
  });

  test('with nothing to catch is Infinity: never', () => {
    expect(thresholdForRecall([fine(0.1), hopeless(3)], 0.1)).toBe(Infinity);
    expect(thresholdForRecall([], 0)).toBe(Infinity);
  });

  test('NaN counts as the most doubtful', () => {
    expect(thresholdForRecall([missed(Number.NaN), missed(0.3)], 0)).toBe(0.3);
    expect(escalates(missed(Number.NaN), 1e9)).toBe(true);
  });

  test('misses no more than it may on questions of the same kind', () => {
    for (const alpha of [0.05, 0.1, 0.3]) {
      const threshold = thresholdForRecall(questions(600, 1), alpha);
      const needed = mustEscalate(questions(4000, 2));
      const misses = needed.filter((one) => !escalates(one, threshold)).length / needed.length;
      expect(misses).toBeLessThan(alpha + 0.04);
      expect(misses).toBeGreaterThan(alpha - 0.04);
    }
  });

  test.each([-0.1, 1, Number.NaN])('a share of %d is refused', (alpha) => {
    expect(() => thresholdForRecall(tried, alpha)).toThrow(RangeError);
  });
});

describe('a threshold for cost', () => {
  test('escalates what is worth its price, by hand', () => {
    const tried = [fine(0.1), missed(0.2), fine(0.3), missed(0.4), missed(0.5)];
    expect(thresholdForCost(tried, { error: 10, full: 1 })).toBe(0.2);
    expect(thresholdForCost(tried, { error: 1.5, full: 1 })).toBe(0.4);
    expect(thresholdForCost(tried, { error: 0.5, full: 1 })).toBe(Infinity);
  });

  test('is the best there is, by trying all', () => {
    for (let seed = 0; seed < 20; seed++) {
      const tried = questions(60, seed);
      const cost = (threshold: number) => {
        const { gated } = referenceLines(tried, threshold);
        return 3 * (1 - gated.accuracy) + gated.escalated;
      };
      const found = cost(thresholdForCost(tried, { error: 3, full: 1 }));
      for (let threshold = -0.05; threshold < 1.6; threshold += 0.01)
        expect(found).toBeLessThanOrEqual(cost(threshold) + 1e-12);
    }
  });
});

describe('lines', () => {
  test('by hand', () => {
    const tried = [fine(0.1), missed(0.2), spoilt(0.6), missed(0.7), hopeless(0.8)];
    const { auroc, ...found } = referenceLines(tried, 0.5);
    expect(found).toEqual({
      alwaysLow: { accuracy: 0.4, escalated: 0, tokens: 0.25 },
      alwaysFull: { accuracy: 0.6, escalated: 1, tokens: 1 },
      gated: { accuracy: 0.4, escalated: 0.6, tokens: 0.85 },
      random: { accuracy: expect.closeTo(0.52, 12), escalated: 0.6, tokens: 0.85 },
      oracle: { accuracy: 0.8, escalated: 0.4, tokens: 0.65 },
      rescued: 0.2,
      harmed: 0.2,
    });
    expect(auroc).toBe(0.75);
  });

  test('NaN is the highest need here too', () => {
    expect(referenceLines([fine(0.1), fine(9), missed(Number.NaN)], 0.5).auroc).toBe(1);
    expect(referenceLines([fine(Number.NaN), missed(Number.NaN)], 0.5).auroc).toBe(0.5);
  });

  test('raising the threshold never raises the share that is escalated, from all to none', () => {
    const tried = questions(300, 5);
    let before = 1;
    for (let threshold = -0.1; threshold < 1.6; threshold += 0.02) {
      const { escalated } = referenceLines(tried, threshold).gated;
      expect(escalated).toBeLessThanOrEqual(before);
      before = escalated;
    }
    expect(before).toBe(0);
    const [all, none] = [-Infinity, Infinity].map((threshold) => referenceLines(tried, threshold));
    expect(all!.gated.accuracy).toBe(all!.alwaysFull.accuracy);
    expect(none!.gated).toEqual(none!.alwaysLow);
  });

  test('a gate beats chance where need tells something, and is chance where it tells nothing', () => {
    const tried = questions(6000, 7);
    const told = referenceLines(tried, 0.8);
    expect(told.gated.accuracy).toBeGreaterThan(told.random.accuracy + 0.05);
    expect(told.oracle.accuracy).toBeGreaterThan(told.gated.accuracy);
    const blind = referenceLines(
      tried.map((one, i) => ({ ...one, need: uniform(8, i, 0) })),
      0.6,
    );
    expect(Math.abs(blind.gated.accuracy - blind.random.accuracy)).toBeLessThan(0.02);
    expect(Math.abs(blind.auroc! - 0.5)).toBeLessThan(0.03);
  });

  test('no questions, no lines', () => {
    expect(() => referenceLines([], 0)).toThrow(RangeError);
  });
});

test('the area under the curve: 1 when all are above, 0 below, a half for ties, unknown without either side', () => {
  expect(auroc([3, 4], [1, 2])).toBe(1);
  expect(auroc([1, 2], [3, 4])).toBe(0);
  expect(auroc([1, 1], [1])).toBe(0.5);
  expect(auroc([1, 3], [2, 3])).toBe(0.375);
  expect(auroc([], [1])).toBeUndefined();
  expect(auroc([1], [])).toBeUndefined();
});
