/** One question, answered both ways beforehand. */
export interface Tried {
  /** How much the answer on the small picture needed the full one. */
  readonly need: number;
  /** How right the answer on the small picture was, and on the full one: 0 to 1. */
  readonly low: number;
  readonly full: number;
}

/** The questions that a gate must catch: wrong on the small picture, right on the full one. */
export function mustEscalate(tried: readonly Tried[]): Tried[] {
  return tried.filter(({ low, full }) => low < 0.5 && full >= 0.5);
}

/**
 * The threshold that catches all but a share `alpha` of the questions that must be caught, if new questions are like
 * these (split conformal prediction: Vovk et al., 2005):
 *
 *     τ = the k-th smallest need among them,  k = max(1, ⌊α · (n + 1)⌋)
 *
 * Infinity, for never, if there are none to learn from: look for that. Throws a RangeError for an alpha outside [0, 1).
 */
export function thresholdForRecall(tried: readonly Tried[], alpha: number): number {
  if (!(alpha >= 0 && alpha < 1)) throw new RangeError(`alpha must be from 0 up to 1, found ${alpha}.`);
  const needs = mustEscalate(tried)
    .map(({ need }) => highNeed(need))
    .sort((a, b) => a - b);
  const k = Math.max(1, Math.floor(alpha * (needs.length + 1)));
  return needs[k - 1] ?? Infinity;
}

/** What can be saved, in one unit: visual tokens, seconds, cents. The first look costs the same at any threshold. */
export interface Prices {
  /** A wrong answer. */
  readonly error: number;
  /** A look at the full picture. */
  readonly full: number;
}

/**
 * The threshold at which errors and looks together would have cost least on these questions; of equals the highest,
 * which escalates least. −Infinity escalates all, Infinity only answers that are none.
 */
export function thresholdForCost(tried: readonly Tried[], { error, full }: Prices): number {
  const thresholds = [...new Set(tried.map(({ need }) => highNeed(need)))].sort((a, b) => b - a);
  const cost = (threshold: number) =>
    tried.reduce((sum, one) => {
      const again = escalates(one, threshold);
      return sum + error * (1 - (again ? one.full : one.low)) + (again ? full : 0);
    }, 0);
  let best = Infinity;
  let least = cost(Infinity);
  for (const threshold of [...thresholds, -Infinity]) {
    const found = cost(threshold);
    if (found < least) [best, least] = [threshold, found];
  }
  return best;
}

/** Whether a gate at this threshold looks again, as `escalate` decides; NaN is not below any threshold. */
export function escalates({ need }: Tried, threshold: number): boolean {
  return !(need < threshold);
}

/** NaN needs as much as can be. */
export function highNeed(need: number): number {
  return Number.isNaN(need) ? Infinity : need;
}
