/** Entries of the table by which the exponential halves. */
const perHalving = 16;
const step = Math.LN2 / perHalving;
const stepsPerUnit = 1 / step;
/** Below it no sum of weights that holds a 1 notices: exp(−40) is less than 5e−18. */
const least = -40;
const powers = Float64Array.from(
  { length: Math.ceil(-least * stepsPerUnit) + 1 },
  (_, i) => 2 ** (-i / perHalving),
);
const sixth = 1 / 6;

/**
 * exp(d) for d ≤ 0, to one part in 10⁸; 1 at 0, and 0 below −40. From a table, and between its entries by four terms of
 * the series: in loops over a vocabulary that takes a quarter of the time of `Math.exp`, which is a call each.
 */
export function exponential(d: number): number {
  if (d < least) return 0;
  const i = (0.5 - d * stepsPerUnit) | 0;
  const r = d + i * step;
  return powers[i]! * (1 + r * (1 + r * (0.5 + r * sixth)));
}
