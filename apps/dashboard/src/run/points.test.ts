import { readFileSync } from 'node:fs';
import type { Summary } from '@vr/bench/record';
import { expect, test } from 'vitest';
import { accuracyPanels } from './accuracy-points.ts';
import { highestRatio, speedSeries, widthsOf } from './speed-points.ts';
import { lowestShare, sweepPanels } from './sweep-points.ts';

const summary = JSON.parse(
  readFileSync(new URL('../../../../runs/reference/summary.json', import.meta.url), 'utf8'),
) as Summary;
const nothing: Summary = { ...summary, accuracy: [], overall: [], speed: [] };

const suites = [...new Set(summary.accuracy.map(({ suite }) => suite))];

const guided = ['proxy-thinker', 'all-three'];

test('each suite has a panel with each arm once, of the weights the first, and so has all', () => {
  const panels = accuracyPanels(summary);
  expect(panels.map(({ suite }) => suite)).toEqual([...suites, 'all']);
  const arms = [...new Set(summary.accuracy.map(({ arm }) => arm))];
  for (const { points } of panels)
    expect(points.map(({ label }) => label)).toEqual(
      arms.map((arm) => (guided.includes(arm) ? `${arm} α 0.5` : arm)),
    );
});

test('whiskers reach from an accuracy to the ends of its interval', () => {
  const [row] = summary.accuracy;
  const [below, above] = accuracyPanels(summary)[0]!.points[0]!.reach;
  expect(row!.accuracy - below).toBeCloseTo(row!.low, 12);
  expect(row!.accuracy + above).toBeCloseTo(row!.high, 12);
});

test('a sweep runs from the least α to the greatest', () => {
  const panels = sweepPanels(summary);
  expect(panels).toHaveLength(suites.length + 1);
  for (const { points } of panels)
    expect(points.map(({ alpha }) => alpha)).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25]);
});

test('everything that a sweep shows lies above its lowest share', () => {
  const panels = sweepPanels(summary);
  const lowest = lowestShare(panels);
  for (const { points, largeBase } of panels)
    for (const share of [largeBase!, ...points.flatMap(({ interval }) => interval)])
      expect(share).toBeGreaterThanOrEqual(lowest);
});

test('one α is no sweep', () => {
  const single = summary.accuracy.filter(({ parameters: { alpha } }) => alpha === undefined || alpha === 0.5);
  expect(sweepPanels({ ...nothing, accuracy: single })).toEqual([]);
});

test('every contender but naive is a series, and each point says how much it agreed', () => {
  const series = speedSeries(summary.speed);
  expect(series.map(({ contender }) => contender)).not.toContain('naive');
  expect(series.flatMap(({ points }) => points)).toHaveLength(summary.speed.length - 1);
  for (const { points } of series) for (const { agreement } of points) expect(agreement).not.toBe('');
  expect(widthsOf(series)).toEqual([1, 8, 32, 64]);
});

test('every whisker ends below the highest ratio', () => {
  const series = speedSeries(summary.speed);
  for (const { ratioInterval } of summary.speed)
    expect(ratioInterval!.high).toBeLessThanOrEqual(highestRatio(series));
});

test('a run that measured nothing has nothing to draw', () => {
  expect([accuracyPanels(nothing), sweepPanels(nothing), speedSeries([])]).toEqual([[], [], []]);
});
