/**
 * How small a difference so many questions can show: one this large has an interval without 0 in 4 studies of 5 (power
 * 80 %, two-sided at 5 %). Paired: O. S. Miettinen, "The matched pairs design in the case of all-or-none responses",
 * Biometrics 24 (1968), in the form of R. J. Connor, Biometrics 43 (1987). Unpaired: the usual normal approximation.
 */
import { type Interval, normal95 } from './interval.ts';

/** Of a normal distribution 80 % lie below this many deviations. */
const normal80 = 0.8416212335729143;

/**
 * Between two ways to answer the same n questions, where `differing` of the answers, a share, are right by one of them only.
 * Undefined where not even every one of n answers would do.
 */
export function visiblePaired(n: number, differing: number): number | undefined {
  const squared = normal80 ** 2;
  const span = n + squared - normal95 ** 2;
  if (span <= 0) return undefined;
  const reach = (normal95 * Math.sqrt(n) + normal80 * Math.sqrt(span)) / (n + squared);
  // A difference cannot be larger than the share that differs: then all that differ have to go one way.
  const needed = Math.sqrt(differing) * reach;
  const visible = needed <= differing ? needed : reach ** 2;
  return visible <= 1 ? visible : undefined;
}

/** Between two ways to answer n questions each, other ones, about this share of which are right. */
export function visibleUnpaired(n: number, share = 0.5): number | undefined {
  const visible = (normal95 + normal80) * Math.sqrt((2 * share * (1 - share)) / n);
  return visible <= 1 ? visible : undefined;
}

/** What as many questions again would show, told by the width of an interval that they gave. */
export function visibleBy({ low, high }: Interval): number {
  return ((high - low) / 2) * (1 + normal80 / normal95);
}

/** `With n = 200 you can see 6.2 points on the same questions where 10 % of the answers differ, 14.0 on others.` */
export function powerSentence(n: number, differing = usualDiffering, share = 0.5): string {
  const points = (visible: number | undefined) =>
    visible === undefined ? 'nothing' : `${(100 * visible).toFixed(1)} points`;
  const where = `where ${(100 * differing).toFixed(0)} % of the answers differ`;
  return (
    `With n = ${n} you can see ${points(visiblePaired(n, differing))} between arms on the same questions ${where}, and ` +
    `${points(visibleUnpaired(n, share))} between arms on different ones (in 4 studies of 5, at 95 %).`
  );
}

/** About as many answers of two arms of one family differ in being right. */
const usualDiffering = 0.1;
