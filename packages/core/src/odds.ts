import { argmax, row, type Spread, spread, topTokens } from './logits.ts';
import type { Logits } from './model.ts';
import type { Token } from './sequence.ts';

/** How likely a written token was: log-probabilities in nats, before temperature and cuts. */
export interface Odds {
  readonly logProbability: number;
  /** Of all tokens at this place, in nats: 0 is certainty. */
  readonly entropy: number;
  /** What it would have been without guidance; absent if the model was not guided. */
  readonly unguided?: Unguided;
  /** The likeliest tokens, best first; none that is impossible. */
  readonly best: readonly Likely[];
}

export interface Unguided {
  /** What guidance added to the log-probability is how far it moved the choice. */
  readonly logProbability: number;
  /** The token that would have been the best. */
  readonly best: Token;
  /** Whether guidance made another one the best. */
  readonly changed: boolean;
}

/** A token and its log-probability, in nats. */
export interface Likely {
  readonly token: Token;
  readonly logProbability: number;
}

/**
 * The odds of a token in row `index`, with the `count` likeliest tokens beside it. Throws a RangeError if the row holds
 * only some scores and the token's is not among them.
 */
export function oddsOf(logits: Logits, index: number, token: Token, count: number): Odds {
  const first = firstOf(logits, index);
  const { logSumExp: total, entropy } = spreadOf(logits, index, first);
  const best = bestOf(logits, index, count, total);
  const odds = { logProbability: scoreOf(logits, index, token) - total, entropy, best };
  const { unguided } = logits;
  if (!unguided) return odds;
  const other = firstOf(unguided, index);
  const logProbability = scoreOf(unguided, index, token) - spreadOf(unguided, index, other).logSumExp;
  return { ...odds, unguided: { logProbability, best: other, changed: other !== first } };
}

/** The best token of a row. */
export function firstOf(logits: Logits, index: number): Token {
  return logits.type === 'dense' ? argmax(row(logits, index)) : logits.tokens[index * logits.top]!;
}

function spreadOf(logits: Logits, index: number, first: Token): Spread {
  if (logits.type === 'sparse')
    return { logSumExp: logits.logSumExp[index]!, entropy: logits.entropy[index]! };
  const scores = row(logits, index);
  return spread(scores, scores[first]);
}

function scoreOf(logits: Logits, index: number, token: Token): number {
  if (logits.type === 'dense') return row(logits, index)[token]!;
  for (const known of [logits, logits.others]) {
    const width = (known?.tokens.length ?? 0) / logits.rows;
    const at = known?.tokens.subarray(index * width, (index + 1) * width).indexOf(token) ?? -1;
    if (at >= 0) return known!.scores[index * width + at]!;
  }
  throw new RangeError(`Token ${token} is not among the best ${logits.top} of row ${index}.`);
}

function bestOf(logits: Logits, index: number, count: number, total: number): Likely[] {
  if (count === 0) return [];
  const likely = (token: Token, score: number) => ({ token, logProbability: score - total });
  const possible = ({ logProbability }: Likely) => logProbability > -Infinity;
  if (logits.type === 'dense') {
    const scores = row(logits, index);
    return Array.from(topTokens(scores, count), (token) => likely(token, scores[token]!)).filter(possible);
  }
  const start = index * logits.top;
  return Array.from({ length: Math.min(count, logits.top) }, (_, i) =>
    likely(logits.tokens[start + i]!, logits.scores[start + i]!),
  ).filter(possible);
}
