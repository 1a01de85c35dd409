import { describe, expect, test } from 'vitest';
import { seededRandom } from '../suites/random.ts';
import { drawBinomial } from './binomial.ts';
import { normal95 } from './interval.ts';
import { powerSentence, visibleBy, visiblePaired, visibleUnpaired } from './power.ts';
import { pairedInterval } from './resampled.ts';

describe('what can be seen', () => {
  test('is seen in 4 studies of 5', () => {
    const [n, differing] = [400, 0.12];
    const truth = visiblePaired(n, differing)!;
    const random = seededRandom(1);
    const seen = Array.from({ length: 4000 }, () => {
      const apart = drawBinomial(n, differing, random);
      const better = drawBinomial(apart, (1 + truth / differing) / 2, random);
      // The score test, for which the formula is made.
      return Math.abs(2 * better - apart) > normal95 * Math.sqrt(apart);
    }).filter(Boolean).length;
    expect(seen / 4000).toBeGreaterThan(0.77);
    expect(seen / 4000).toBeLessThan(0.83);
  });

  test('halves with four times the questions', () => {
    expect(visiblePaired(4000, 0.1)! / visiblePaired(1000, 0.1)!).toBeCloseTo(0.5, 2);
    expect(visibleUnpaired(4000)! / visibleUnpaired(1000)!).toBeCloseTo(0.5, 10);
  });

  test('is never more than the share that differs, unless nothing less would do', () => {
    for (const n of [5, 20, 50, 200, 1000])
      for (const differing of [0.01, 0.1, 0.3, 1]) {
        const visible = visiblePaired(n, differing);
        if (visible !== undefined) expect(visible <= differing || visible > 1.9 ** 2 / n).toBe(true);
      }
  });

  test('is nothing with very few questions', () => {
    expect(visiblePaired(3, 0.1)).toBeUndefined();
    expect(visibleUnpaired(3)).toBeUndefined();
  });

  test('is told as well by the width of an interval that was measured', () => {
    const differences = Array.from({ length: 1000 }, (_, i) => (i < 50 ? 1 : i < 100 ? -1 : 0));
    expect(visibleBy(pairedInterval(differences, 0))).toBeCloseTo(visiblePaired(1000, 0.1)!, 2);
  });
});

test('with 200 questions you can see 6 points', () => {
  expect(powerSentence(200)).toBe(
    'With n = 200 you can see 6.2 points between arms on the same questions where 10 % of the answers differ, and ' +
      '14.0 points between arms on different ones (in 4 studies of 5, at 95 %).',
  );
  expect(powerSentence(3)).toContain('you can see nothing');
});
