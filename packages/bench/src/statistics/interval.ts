/** A range that holds the true value with the stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A value with its interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** Half of a normal distribution's 95 % lies between 0 and this many deviations. */
export const normal95 = 1.959963984540054;

/** Whether an interval excludes "no change". */
export function excludes({ low, high }: Interval, value: number): boolean {
  return low > value || high < value;
}
