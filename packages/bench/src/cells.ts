/** How numbers are said in tables. Imports nothing that needs Node, so that a browser says them the same way. */
import type { AccuracyRow, Difference, SpeedRow } from './record.ts';
import { excludes, type Interval } from './stats.ts';

/** A share as percent: `59.5`. */
export function percent(share: number): string {
  return (share * 100).toFixed(1);
}

/** A difference of shares in points: `+17.5`, `−5.4`. */
export function signedPoints(share: number): string {
  const points = percent(Math.abs(share));
  return `${share < 0 && points !== '0.0' ? '−' : '+'}${points}`;
}

/** A share with its interval, in percent: `59.5 (52.6–66.1)`. */
export function accuracyCell({ accuracy, low, high }: Interval & { readonly accuracy: number }): string {
  return `${percent(accuracy)} (${percent(low)}–${percent(high)})`;
}

/** A paired difference in points; says so in words where it may be none: `no measurable difference (−1.2 to +2.3)`. */
export function differenceWords({ value, low, high, measurable }: Difference): string {
  const estimate = measurable ? signedPoints(value) : 'no measurable difference';
  return `${estimate} (${signedPoints(low)} to ${signedPoints(high)})`;
}

/** The paired difference to large-base. */
export function differenceCell({ arm, difference }: Pick<AccuracyRow, 'arm' | 'difference'>): string {
  if (difference === undefined) return arm === 'large-base' ? '' : 'large-base was not run';
  return differenceWords(difference);
}

/** A speed: `4828`, `93.1`. */
export function rateCell(tokensPerSecond: number): string {
  return tokensPerSecond.toFixed(tokensPerSecond < 100 ? 1 : 0);
}

/** How many times faster than naive, with its interval; says so in words where it may be no faster. */
export function ratioCell({ arm, ratioToNaive, ratioInterval }: SpeedRow): string {
  if (ratioToNaive === undefined || ratioInterval === undefined) return 'naive was not run';
  if (arm === 'naive') return '1';
  const { low, high, confidence } = ratioInterval;
  const numbers = `${ratioToNaive.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
  return confidence < 0.95 || excludes(ratioInterval, 1) ? numbers : `${numbers} no measurable difference`;
}

/** How many answers were the same as naive's. */
export function agreementCell({ arm, agreement, compared }: SpeedRow): string {
  if (agreement === undefined || arm === 'naive') return '';
  const share = `${percent(agreement)} % of ${compared}`;
  return arm === 'large-base' ? `${share}, another method` : share;
}

/** Where answers that differ from naive's part from them. */
export function firstDifferenceCell({ arm, firstDifference }: SpeedRow): string {
  return firstDifference && arm !== 'large-base' ? `after ${firstDifference.median} tokens` : '';
}
