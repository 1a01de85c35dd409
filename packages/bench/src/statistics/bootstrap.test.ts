import { describe, expect, test } from 'vitest';
import { seededRandom } from '../suites/random.ts';
import { pairedInterval, resampledEstimate } from './resampled.ts';

const first = ([mean]: readonly number[]) => mean!;
const width = ({ low, high }: { readonly low: number; readonly high: number }) => high - low;
const random = seededRandom(5);
const marks = Array.from({ length: 900 }, () => (random.chance(0.3) ? 1 : 0));
const hits = marks.reduce((sum: number, mark) => sum + mark, 0) / marks.length;

describe('a bootstrap by counts', () => {
  test('is as wide as theory says', () => {
    const { value, low, high } = resampledEstimate([marks], first, 1);
    const deviation = Math.sqrt((hits * (1 - hits)) / marks.length);
    expect(value).toBeCloseTo(hits, 12);
    expect(low).toBeCloseTo(hits - 1.96 * deviation, 2);
    expect(high).toBeCloseTo(hits + 1.96 * deviation, 2);
  });

  test('says what a bootstrap by rows says, which rows that are all different make it', () => {
    const different = marks.map((mark, i) => mark + i * 1e-9);
    const [counted, drawn] = [marks, different].map((column) => resampledEstimate([column], first, 2));
    expect(counted!.low).toBeCloseTo(drawn!.low, 2);
    expect(counted!.high).toBeCloseTo(drawn!.high, 2);
    expect(width(counted!) / width(drawn!)).toBeCloseTo(1, 1);
  });

  test('depends on the seed and nothing else', () => {
    const [one, same, other] = [3, 3, 4].map((seed) => resampledEstimate([marks], first, seed));
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  test('columns are drawn together', () => {
    const doubled = resampledEstimate(
      [marks.map((mark) => 2 * mark), marks],
      ([two, one]) => two! - 2 * one!,
      0,
    );
    expect(doubled).toEqual({ value: 0, low: 0, high: 0 });
  });

  test('sixty thousand differences take no longer than a few', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => (i % 5 === 0 ? 1 : i % 7 === 0 ? -1 : 0));
    pairedInterval(many, 0);
    const started = performance.now();
    pairedInterval(many, 1);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('clusters', () => {
  const names = marks.map((_, i) => `picture ${i}`);

  test('of one question each change nothing', () => {
    expect(pairedInterval(marks, 1, { clusters: names })).toEqual(pairedInterval(marks, 1));
  });

  test('of questions with one fate are as wide as one question for each would be', () => {
    const twice = [...marks, ...marks];
    const clustered = pairedInterval(twice, 1, { clusters: [...names, ...names] });
    const alone = pairedInterval(marks, 1);
    const naive = pairedInterval(twice, 1);
    expect(width(clustered) / width(alone)).toBeCloseTo(1, 1);
    expect(width(naive) / width(alone)).toBeCloseTo(Math.SQRT1_2, 1);
  });

  test('of different sizes weigh by their questions', () => {
    const { value, low, high } = resampledEstimate([[1, 1, 1, 0]], first, 0, {
      clusters: ['a', 'a', 'a', 'b'],
    });
    expect({ value, low, high }).toEqual({ value: 0.75, low: 0, high: 1 });
  });
});
