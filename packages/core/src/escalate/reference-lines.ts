import { escalates, highNeed, mustEscalate, type Tried } from './calibrate.ts';

/** What a way of choosing comes to. All are shares, 0 to 1, but for `tokens`. */
export interface Line {
  readonly accuracy: number;
  /** How many questions get the full picture. */
  readonly escalated: number;
  /** Visual tokens, as a multiple of always looking at the full picture at once. */
  readonly tokens: number;
}

/** A gate beside what it must be measured against. */
export interface ReferenceLines {
  readonly alwaysLow: Line;
  readonly alwaysFull: Line;
  readonly gated: Line;
  /** As often as the gate, but by chance, on average: a gate that is no better than this tells nothing. */
  readonly random: Line;
  /** Only where the full picture turns a wrong answer into a right one: what a perfect gate would do. */
  readonly oracle: Line;
  /** How well need tells the questions that must be caught from those that were right at once; undefined without either. */
  readonly auroc: number | undefined;
  /** Questions that escalation put right, and that it spoilt, as shares of all. */
  readonly rescued: number;
  readonly harmed: number;
}

/**
 * What a threshold comes to on questions that it was not chosen on. `lowTokens`: visual tokens of the small picture, as
 * a share of the full one's. Throws a RangeError if there are no questions.
 */
export function referenceLines(tried: readonly Tried[], threshold: number, lowTokens = 0.25): ReferenceLines {
  if (tried.length === 0) throw new RangeError('Expected questions that were tried, found none.');
  const share = (value: (one: Tried) => number) =>
    tried.reduce((sum, one) => sum + value(one), 0) / tried.length;
  const [low, full] = [share((one) => one.low), share((one) => one.full)];
  const again = (one: Tried) => escalates(one, threshold);
  const escalated = share((one) => (again(one) ? 1 : 0));
  const needed = new Set(mustEscalate(tried));
  const line = (accuracy: number, escalated: number): Line => ({
    accuracy,
    escalated,
    tokens: lowTokens + escalated,
  });
  return {
    alwaysLow: line(low, 0),
    alwaysFull: { accuracy: full, escalated: 1, tokens: 1 },
    gated: line(
      share((one) => (again(one) ? one.full : one.low)),
      escalated,
    ),
    random: line((1 - escalated) * low + escalated * full, escalated),
    oracle: line(
      share((one) => (needed.has(one) ? one.full : one.low)),
      needed.size / tried.length,
    ),
    auroc: auroc(
      [...needed].map(({ need }) => highNeed(need)),
      tried.filter((one) => one.low >= 0.5).map(({ need }) => highNeed(need)),
    ),
    rescued: share((one) => (again(one) ? Math.max(0, one.full - one.low) : 0)),
    harmed: share((one) => (again(one) ? Math.max(0, one.low - one.full) : 0)),
  };
}

/**
 * The area under the ROC curve: how often one of `high` is above one of `low`, a tie counting half (Mann and Whitney,
 * 1947). Undefined if either is empty.
 */
export function auroc(high: readonly number[], low: readonly number[]): number | undefined {
  if (high.length === 0 || low.length === 0) return undefined;
  let above = 0;
  for (const one of high) for (const other of low) above += one > other ? 1 : one === other ? 0.5 : 0;
  return above / (high.length * low.length);
}
