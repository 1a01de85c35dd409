import { argmax, row, topTokens } from './logits.ts';
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
 * candidates: ask for every score then.
 */
export function pick(
  logits: Logits,
  index: number,
  sampling: Sampling,
  seed: number,
  position: number,
): Token | undefined {
  const ranking = rank(logits, index, sampling);
  const { tokens, scores } = ranking;
  const best = scores[0]!;
  if (Number.isNaN(best))
    throw new RangeError(`The scores of row ${index} are not numbers: the model overflowed.`);
  const { temperature = 0 } = sampling;
  if (temperature === 0) return tokens[0]!;
  const count = cut(ranking, sampling);
  if (count === undefined) return undefined;

  let winner = tokens[0]!;
  let loudest = -Infinity;
  for (let i = 0; i < count; i++) {
    const token = tokens[i]!;
    const value = (scores[i]! - best) / temperature + noise(seed, position, token);
    if (value < loudest || (value === loudest && token > winner)) continue;
    winner = token;
    loudest = value;
  }
  return winner;
}

/** The candidates of one row, best first. */
interface Ranking {
  readonly tokens: Int32Array;
  readonly scores: Float32Array;
  /** Whether no token outside the ranking can be drawn. */
  readonly whole: boolean;
  /** Over the vocabulary; undefined if `whole`, where nobody asks. */
  readonly logSumExp: number | undefined;
}

function rank(logits: Logits, index: number, sampling: Sampling): Ranking {
  const { temperature = 0, topK } = sampling;
  if (logits.type === 'dense') {
    const all = row(logits, index);
    const tokens =
      temperature === 0 ? Int32Array.of(argmax(all)) : topTokens(all, Math.min(topK ?? Infinity, all.length));
    return {
      tokens,
      scores: Float32Array.from(tokens, (token) => all[token]!),
      whole: true,
      logSumExp: undefined,
    };
  }
  const at = index * logits.top;
  const width = Math.min(topK ?? Infinity, logits.top);
  return {
    tokens: logits.tokens.subarray(at, at + width),
    scores: logits.scores.subarray(at, at + width),
    whole: topK !== undefined || logits.top < usualCandidates,
    logSumExp: logits.logSumExp[index]!,
  };
}

/** How many of the candidates stay; undefined if that depends on tokens beyond them. */
function cut({ scores, whole, logSumExp }: Ranking, sampling: Sampling): number | undefined {
  const { temperature = 0, topP = 1, minP = 0 } = sampling;
  const best = scores[0]!;
  const weight = (score: number) => Math.exp((score - best) / temperature);
  let count = scores.length;
  let known = whole;

  if (topP < 1) {
    if (!whole && temperature !== 1) return undefined;
    const total = whole ? scores.reduce((sum, score) => sum + weight(score), 0) : Math.exp(logSumExp! - best);
    let mass = 0;
    let size = 0;
    while (size < count && mass < topP * total) mass += weight(scores[size++]!);
    if (mass >= topP * total) known = true;
    count = size;
  }

  const floor = best + temperature * Math.log(minP);
  while (count > 1 && scores[count - 1]! < floor) {
    count--;
    known = true;
  }
  return known ? count : undefined;
}
