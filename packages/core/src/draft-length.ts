/** What came of one round of drafting. */
export interface Round {
  readonly proposed: number;
  readonly accepted: number;
  /** 1 if the target refused a proposal, else 0. */
  readonly refused: number;
  /** How long it took to propose; undefined if the drafter had to read the prompt first. */
  readonly draftMs: number | undefined;
  /** How long the target's forward took; undefined if it had to read the prompt first. */
  readonly targetMs: number | undefined;
}

/** Decides how many tokens to propose. */
export interface DraftLength {
  /** The clock to time rounds by, in milliseconds. */
  now(): number;
  next(): number;
  observe(round: Round): void;
}

/** The same number of tokens each round; 0 is plain decoding. Throws a RangeError if it is no such number. */
export function fixedLength(length: number): DraftLength {
  assertLength(length);
  return { now: () => 0, next: () => length, observe() {} };
}

export interface MeasuredLengthOptions {
  /** @default 8 */
  readonly longest?: number;
  /** A clock, in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/**
 * The length k, from 0 to `longest`, that promises the most tokens per second, after Leviathan, Kalman and Matias
 * (2023, arXiv:2211.17192, equation 1 and theorem 3.8), with costs as measured:
 *
 *     tokens(a, k) / ( k · c_draft + c_target(k + 1) )
 *
 * a: moving share of accepted proposals. c: moving averages of wall time, of the target by number of rows. Whoever
 * shares the models makes them slower, and so takes part in the choice. Every sixteenth round tries the length that was
 * tried longest ago, so that none is given up for good.
 */
export function measuredLength({
  longest = 8,
  now = () => performance.now(),
}: MeasuredLengthOptions = {}): DraftLength {
  assertLength(longest);
  const targetMs = new Array<number | undefined>(longest + 1).fill(undefined);
  const lastTried = new Array<number>(longest + 1).fill(-1);
  let draftMs: number | undefined;
  let [accepted, verified] = [1, 2];
  let round = 0;

  return {
    now,
    next() {
      round++;
      const tried = round % triedEvery === 0 ? lastTried.indexOf(Math.min(...lastTried)) : undefined;
      const length = tried ?? bestLength(accepted / verified, draftMs, targetMs);
      lastTried[length] = round;
      return length;
    },
    observe({ proposed, accepted: n, refused, draftMs: drafting, targetMs: verifying }) {
      if (n + refused > 0) {
        accepted = remembered * accepted + n;
        verified = remembered * verified + n + refused;
      }
      if (drafting !== undefined && proposed > 0) draftMs = average(draftMs, drafting / proposed);
      if (verifying !== undefined && proposed <= longest)
        targetMs[proposed] = average(targetMs[proposed], verifying);
    },
  };
}

const triedEvery = 16;
/** How much of the acceptance so far counts after another round. */
const remembered = 0.95;

/** Tokens written per round when each of `length` proposals is accepted with probability `a`: (1 − a^(k+1)) / (1 − a). */
export function tokensPerRound(a: number, length: number): number {
  return a === 1 ? length + 1 : (1 - a ** (length + 1)) / (1 - a);
}

/** 1 until something has been measured: from there the costs of longer drafts are guessed too low, and so found out. */
function bestLength(
  a: number,
  draftMs: number | undefined,
  targetMs: readonly (number | undefined)[],
): number {
  if (draftMs === undefined) return Math.min(1, targetMs.length - 1);
  let best = 0;
  let highest = 0;
  for (let k = 0; k < targetMs.length; k++) {
    const rate = tokensPerRound(a, k) / (k * draftMs + costOf(targetMs, k));
    if (rate <= highest) continue;
    best = k;
    highest = rate;
  }
  return best;
}

/** As measured; else like the next shorter that was measured, else the next longer. */
function costOf(targetMs: readonly (number | undefined)[], length: number): number {
  const shorter = targetMs.slice(0, length + 1).findLast((ms) => ms !== undefined);
  return shorter ?? targetMs.find((ms) => ms !== undefined) ?? 0;
}

/** Moves an eighth of the way, and no further for one hiccup than for a doubling. */
function average(before: number | undefined, value: number): number {
  return before ? before + (Math.min(value, 2 * before) - before) / 8 : value;
}

function assertLength(length: number): void {
  if (!(Number.isInteger(length) && length >= 0))
    throw new RangeError(`A draft length must be a whole number, 0 or more, found ${length}.`);
}
