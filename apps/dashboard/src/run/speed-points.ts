import { percent } from '@vr/bench/cells';
import type { SpeedRow } from '@vr/bench/record';
import { grouped } from './grouped.ts';

/** One contender's speed, ready to be drawn. */
export interface SpeedPoint {
  readonly sequences: number;
  /** Where it is drawn on the axis of sequences: contenders stand side by side, not on top of each other. */
  readonly place: number;
  readonly ratio: number;
  /** How far the interval reaches below and above. */
  readonly reach: readonly [number, number];
  /** How many answers were the same: `100 % same`. */
  readonly agreement: string;
}

/** The points of one contender, by how many sequences it ran at once. */
export interface SpeedSeries {
  readonly contender: string;
  readonly points: readonly SpeedPoint[];
}

/** A series for each contender that was timed against naive; naive itself is the line at 1. */
export function speedSeries(rows: readonly SpeedRow[]): SpeedSeries[] {
  const timed = grouped(
    rows.filter(({ arm }) => arm !== 'naive'),
    ({ arm }) => arm,
  );
  return timed
    .map(([contender, group], index) => ({ contender, points: group.flatMap((row) => pointsOf(row, index)) }))
    .filter(({ points }) => points.length > 0);
}

function pointsOf(
  { arm, sequences, ratioToNaive, ratioInterval, agreement }: SpeedRow,
  index: number,
): SpeedPoint[] {
  if (ratioToNaive === undefined || ratioInterval === undefined) return [];
  const { low, high } = ratioInterval;
  return [
    {
      sequences,
      place: sequences * 1.03 ** index,
      ratio: ratioToNaive,
      reach: [ratioToNaive - low, high - ratioToNaive],
      agreement: agreementLabel(arm, agreement),
    },
  ];
}

/** What is said of a contender that answers by another method than naive. */
export const otherMethod = 'another method';

/** Whether a contender answers by another method, so that its answers differ by design. */
export function isOtherMethod(contender: string): boolean {
  return contender === 'large-base';
}

function agreementLabel(arm: string, agreement: number | undefined): string {
  if (isOtherMethod(arm)) return otherMethod;
  return agreement === undefined ? '' : `${percent(agreement).replace(/\.0$/, '')} % same`;
}

/** Where the axis of ratios ends: the next whole number above all whiskers. */
export function highestRatio(series: readonly SpeedSeries[]): number {
  const ends = series.flatMap(({ points }) => points.map(({ ratio, reach: [, above] }) => ratio + above));
  return Math.ceil(Math.max(1, ...ends));
}

/** Every number of sequences that was tried, for the axis. */
export function widthsOf(series: readonly SpeedSeries[]): number[] {
  const widths = series.flatMap(({ points }) => points.map(({ sequences }) => sequences));
  return [...new Set([1, ...widths])].sort((one, other) => one - other);
}
