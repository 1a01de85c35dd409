import { exponential } from './exponential.ts';
import type { DenseLogits, Logits, SparseLogits } from './model.ts';
import type { Token } from './sequence.ts';

/** Row `index` of dense scores, `[vocab]`, as a view. */
export function row({ data, vocab }: DenseLogits, index: number): Float32Array {
  return data.length === vocab ? data : data.subarray(index * vocab, (index + 1) * vocab);
}

/** The same rows over the first `vocab` tokens only: what lies beyond the last token of a tokenizer is padding. */
export function narrow(logits: DenseLogits, vocab: number): DenseLogits {
  if (logits.vocab <= vocab) return logits;
  const { rows, unguided } = logits;
  const data = new Float32Array(rows * vocab);
  for (let r = 0; r < rows; r++) data.set(row(logits, r).subarray(0, vocab), r * vocab);
  return {
    type: 'dense',
    rows,
    vocab,
    data,
    ...(unguided && { unguided: narrow(dense(unguided), vocab) }),
  };
}

/** The token with the highest score; of several, the lowest. `scores`: `[vocab]`. */
export function argmax(scores: Float32Array): Token {
  let best = 0;
  let high = scores[0]!;
  for (let token = 1; token < scores.length; token++) {
    const score = scores[token]!;
    if (score > high) {
      best = token;
      high = score;
    }
  }
  return best;
}

/** The `count` tokens with the highest scores, best first (ties: lowest token). `scores`: `[vocab]`. */
export function topTokens(scores: Float32Array, count: number): Int32Array {
  if (count === 1) return Int32Array.of(argmax(scores));
  const size = Math.min(count, scores.length);
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const keys = new Float64Array(Math.min(2 * size, scores.length));
  let held = 0;
  let worst = Infinity;
  let floor = -Infinity;
  for (let token = 0; token < scores.length; token++) {
    // Without a key: nearly all end here, and the 64 best of 150,000 take a fifth of the time.
    if (scores[token]! < floor) continue;
    const key = rank(bits[token]!) * tokenSpan + token;
    if (key >= worst) continue;
    if (held === keys.length) {
      keys.sort();
      held = size;
      worst = keys[size - 1]!;
      floor = scores[worst % tokenSpan]!;
      if (key >= worst) continue;
    }
    keys[held++] = key;
  }
  keys.subarray(0, held).sort();
  const tokens = new Int32Array(size);
  for (let i = 0; i < size; i++) tokens[i] = keys[i]! % tokenSpan;
  return tokens;
}

/** Score and token share one exact double, so that sorting numbers sorts by score and then by token. */
const tokenSpan = 2 ** 21;

/** The bits of a float32 as an integer that grows as the score falls. */
function rank(bits: number): number {
  if (bits === 0x80000000) return 0x7fffffff; // −0 ties with 0
  return bits >>> 31 === 1 ? bits : 0x7fffffff - bits;
}

/** `log Σ exp(score)` of a row, `[vocab]`. */
export function logSumExp(scores: Float32Array): number {
  return spread(scores).logSumExp;
}

/** The entropy, in nats, of the softmax of a row, `[vocab]`. */
export function entropy(scores: Float32Array): number {
  return spread(scores).entropy;
}

/** What a row amounts to, in nats. */
export interface Spread {
  readonly logSumExp: number;
  readonly entropy: number;
}

/**
 * Log-sum-exp and entropy of a row, `[vocab]`. With d = score − max and W = Σ exp(d): the log-sum-exp is max + log W,
 * the entropy log W − Σ exp(d)·d / W. Both are right to about 1e−8 (`exponential`).
 */
export function spread(scores: Float32Array, max = scores[argmax(scores)]!): Spread {
  let weight = 0;
  let moment = 0;
  for (let token = 0; token < scores.length; token++) {
    const d = scores[token]! - max;
    const w = exponential(d);
    weight += w;
    if (w > 0) moment += w * d;
  }
  return { logSumExp: max + Math.log(weight), entropy: Math.log(weight) - moment / weight };
}

/**
 * The `top` best scores of each row with what the rest amounts to: what a model answers to a query with `top`.
 *
 * Log-sum-exp and entropy are worked out when first read: greedy decoding never asks, and they take three times as
 * long as finding the best token. Until then the dense scores are held, and must not change.
 */
export function sparse(dense: DenseLogits, top: number): SparseLogits {
  return bestOfRows(dense.rows, Math.min(top, dense.vocab), (index) => row(dense, index), dense.unguided);
}

/**
 * The same of rows that need not lie side by side. `rowAt`: scores of a row, `[vocab]`, read before the next is asked
 * for; it is asked again for log-sum-exp and entropy.
 */
export function bestOfRows(
  rows: number,
  top: number,
  rowAt: (index: number) => Float32Array,
  unguided: Logits | undefined,
): SparseLogits {
  const tokens = new Int32Array(rows * top);
  const scores = new Float32Array(rows * top);
  for (let index = 0; index < rows; index++) {
    const all = rowAt(index);
    if (top === 1) tokens[index] = argmax(all);
    else tokens.set(topTokens(all, top), index * top);
    for (let i = index * top; i < (index + 1) * top; i++) scores[i] = all[tokens[i]!]!;
  }
  const best: Best = { type: 'sparse', rows, top, tokens, scores };
  if (unguided) best.unguided = unguided;
  Object.defineProperty(best, lazily, { value: { rowAt, spreads: undefined } satisfies Lazily });
  Object.defineProperty(best, 'logSumExp', lazyLogSumExp);
  Object.defineProperty(best, 'entropy', lazyEntropy);
  return best as SparseLogits;
}

type Best = Omit<SparseLogits, 'unguided' | 'logSumExp' | 'entropy'> & { unguided?: Logits };
type Spreads = Pick<SparseLogits, 'logSumExp' | 'entropy'>;

/** What log-sum-exp and entropy are worked out from. */
interface Lazily {
  readonly rowAt: (index: number) => Float32Array;
  spreads: Spreads | undefined;
}
const lazily = Symbol('lazily');

// Getters that all share: an object literal with getters of its own takes twice as long to make, and is slow to read.
type Held = SparseLogits & { readonly [lazily]: Lazily };
const lazyLogSumExp: PropertyDescriptor & ThisType<Held> = {
  enumerable: true,
  get() {
    return spreadsOf(this).logSumExp;
  },
};
const lazyEntropy: PropertyDescriptor & ThisType<Held> = {
  enumerable: true,
  get() {
    return spreadsOf(this).entropy;
  },
};

function spreadsOf({ rows, scores, [lazily]: held }: Held): Spreads {
  held.spreads ??= spreadRows(held.rowAt, scores, rows);
  return held.spreads;
}

/** Log-sum-exp and entropy of each row, `[rows]`. `best`: `[rows, top]`, the best first. */
function spreadRows(rowAt: (index: number) => Float32Array, best: Float32Array, rows: number): Spreads {
  const logSumExp = new Float32Array(rows);
  const entropy = new Float32Array(rows);
  for (let index = 0; index < rows; index++) {
    const amount = spread(rowAt(index), best[(index * best.length) / rows]);
    logSumExp[index] = amount.logSumExp;
    entropy[index] = amount.entropy;
  }
  return { logSumExp, entropy };
}

/** The same logits, known to be dense. Throws a TypeError when a model kept scores back that it was asked for. */
export function dense(logits: Logits): DenseLogits {
  if (logits.type === 'dense') return logits;
  throw new TypeError(`Expected every score of ${logits.rows} rows, found the best ${logits.top} only.`);
}
