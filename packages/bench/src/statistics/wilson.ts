import { type Interval, normal95 } from './interval.ts';

/**
 * 95 % interval of a share. E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
 * of the American Statistical Association 22 (1927). `hits` may be fractional: partial marks count in part.
 */
export function wilsonInterval(hits: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const z2 = normal95 ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (normal95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  // At 0 and n the bounds are 0 and 1 exactly; rounding would miss them by an ulp.
  return { low: hits === 0 ? 0 : centre - half, high: hits === n ? 1 : centre + half };
}
