import { candidatesIn, cut } from './candidates.ts';
import { argmax, row } from './logits.ts';
import type { Logits } from './model.ts';
import { noise } from './noise.ts';
import type { Token } from './sequence.ts';

/**
 * How a token is drawn from scores. In this order: scores are divided by the temperature, the `topK` best stay, of
 * these the smallest set that holds `topP` of their probability, of these the ones at least `minP` times as likely
 * as the best.
 */
export interface Sampling {
  /** 0, the default, is greedy: the best token, whatever else is set. */
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
}

/** Throws a RangeError that names the number that makes no sense. */
export function assertSampling({ temperature = 0, topK = 1, topP = 1, minP = 0 }: Sampling): void {
  if (!(temperature >= 0 && temperature < Infinity))
    throw outOfRange('temperature', '0 or more', temperature);
  if (!(Number.isInteger(topK) && topK >= 1)) throw outOfRange('topK', 'a whole number, 1 or more', topK);
  if (!(topP > 0 && topP <= 1)) throw outOfRange('topP', 'more than 0 and at most 1', topP);
  if (!(minP >= 0 && minP <= 1)) throw outOfRange('minP', 'between 0 and 1', minP);
}

function outOfRange(name: string, expected: string, found: number): RangeError {
  return new RangeError(`${name} must be ${expected}, found ${found}.`);
}

/** Where cuts by `topP` and `minP` usually fall; a cut beyond costs a second forward. */
const usualCandidates = 64;

/**
 * The `top` of the query whose answer `pick` can draw from; undefined for every score. A draw without cuts needs
 * them all, and so does `topP` at a temperature other than 1, where the log-sum-exp does not tell the mass.
 */
export function candidatesOf({ temperature = 0, topK, topP = 1, minP = 0 }: Sampling): number | undefined {
  if (temperature === 0) return 1;
  if (topK !== undefined) return topK;
  if (topP < 1) return temperature === 1 ? usualCandidates : undefined;
  return minP > 0 ? usualCandidates : undefined;
}

/**
 * Draws a token from row `index` of dense logits, or of the answer to a query with `top: candidatesOf(sampling)`:
 * the argmax of score / temperature + noise(seed, position, token) over what the cuts leave. Equal arguments give
 * equal tokens. `position`: number of items on the tape before the token. Undefined when the cuts fall beyond the
 * candidates: ask for every score then. Throws a RangeError for a row that forbids every token, or has overflowed.
 */
export function pick(
  logits: Logits,
  index: number,
  sampling: Sampling,
  seed: number,
  position: number,
): Token | undefined {
  const { temperature = 0 } = sampling;
  if (temperature === 0) return bestOf(logits, index);
  const support = supportOf(logits, index, sampling);
  return support && loudestOf(support, temperature, seed, position);
}

function bestOf(logits: Logits, index: number): Token {
  if (logits.type === 'sparse') {
    assertPossible(logits.scores[index * logits.top]!, index);
    return logits.tokens[index * logits.top]!;
  }
  const scores = row(logits, index);
  const token = argmax(scores);
  assertPossible(scores[token]!, index);
  return token;
}

function assertPossible(best: number, index: number): void {
  if (best === -Infinity)
    throw new RangeError(`Row ${index} forbids every token: expected one that may be written, found none.`);
  if (!Number.isFinite(best))
    throw new RangeError(`The scores of row ${index} are ${best}: the model overflowed.`);
}

/** The tokens that may be drawn from a row. */
export interface Support {
  /** Whose scores these are; absent: of tokens 0, 1, 2, … */
  readonly tokens?: Int32Array;
  readonly scores: Float32Array;
  /** The highest of the scores. */
  readonly best: number;
}

/** What the cuts leave of row `index`: at temperature 0 one token. Undefined as for `pick`. */
export function supportOf(logits: Logits, index: number, sampling: Sampling): Support | undefined {
  const { temperature = 0, topK, topP = 1, minP = 0 } = sampling;
  const dense = logits.type === 'dense';
  const scores = dense
    ? row(logits, index)
    : logits.scores.subarray(index * logits.top, (index + 1) * logits.top);
  const first = argmax(scores);
  const best = scores[first]!;
  assertPossible(best, index);
  if (temperature === 0) {
    const token = dense ? first : logits.tokens[index * logits.top]!;
    return { tokens: Int32Array.of(token), scores: Float32Array.of(best), best };
  }
  if (dense && topK === undefined && topP === 1 && minP === 0) return { scores, best };
  const counts = topK !== undefined ? [topK] : dense ? [usualCandidates, Infinity] : [usualCandidates];
  for (const count of counts) {
    const candidates = candidatesIn(logits, index, count, temperature, topK !== undefined);
    const left = cut(candidates, temperature, topP, minP);
    if (left === undefined) continue;
    return { tokens: candidates.tokens.subarray(0, left), scores: candidates.scores.subarray(0, left), best };
  }
  return undefined;
}

/** The token of the highest score / temperature + noise. */
function loudestOf(
  { tokens, scores, best }: Support,
  temperature: number,
  seed: number,
  position: number,
): Token {
  let winner = Infinity;
  let loudest = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const token = tokens ? tokens[i]! : i;
    const value = (scores[i]! - best) / temperature + noise(seed, position, token);
    if (value < loudest || (value === loudest && token > winner)) continue;
    winner = token;
    loudest = value;
  }
  return winner;
}
