import { fromScores } from './from-scores.ts';
import { linear, unguidedOf } from './linear.ts';
import { dense, entropy, narrow, row } from './logits.ts';
import type { DenseLogits, Model, Query } from './model.ts';
import { answerSoFar, type Place } from './rescored.ts';
import { type Summand, sumRows } from './sum.ts';
import { assertSharedVocabulary } from './vocabulary.ts';

/**
 * How strongly a row is guided: by one number everywhere, or by a number for each place. `entropy` tells how unsure the
 * base is there, in nats; expert and amateur wait for the base if it is asked for, else all three run at once.
 */
export type Alpha = number | ((place: Place, entropy: () => Promise<number>) => number | Promise<number>);

export interface Guidance {
  /** The model that is guided. */
  readonly base: Model;
  /** What it is to become more like. */
  readonly expert: Model;
  /** What the expert would be without what makes it one. */
  readonly amateur: Model;
  readonly alpha: Alpha;
}

/**
 * The base with what tells the expert from the amateur on top, as a model:
 *
 *     z = z_base + α · (z_expert − z_amateur)
 *
 * Where α is 0, expert and amateur are not asked; they read what they missed once it is not. `method`: how the name
 * begins. Throws `VocabularyMismatch` if the three cannot share a tape, a RangeError if an α is not a number.
 */
export function guided(method: string, { base, expert, amateur, alpha }: Guidance): Model {
  const strength = typeof alpha === 'number' ? alpha : 'α';
  const name = `${method}(${base.name} + ${strength}·(${expert.name} − ${amateur.name}))`;
  if (typeof alpha === 'number')
    return linear(
      [
        { model: base, weight: 1 },
        { model: expert, weight: alpha },
        { model: amateur, weight: -alpha },
      ],
      name,
    );

  assertSharedVocabulary(base, expert, amateur);
  const { tokenizer } = base;
  const contextLength = Math.min(base.contextLength, expert.contextLength, amateur.contextLength);
  return fromScores({ name, tokenizer, contextLength }, async (queries, signal) => {
    const answers = base.forward(queries, signal);
    const strengths = Promise.all(
      queries.map((query, i) => {
        const own = async () => narrow(dense((await answers)[i]!), tokenizer.size);
        return alphasOf(alpha, query, own);
      }),
    );
    const steering = strengths.then((alphas) => steer([expert, amateur], queries, alphas, signal));
    const [unguided, alphas, pairs] = await Promise.all([answers, strengths, steering]);
    return queries.map((_, i) => combine(dense(unguided[i]!), alphas[i]!, pairs[i], tokenizer.size));
  });
}

/** The α of each row of a query. */
function alphasOf(
  alpha: Exclude<Alpha, number>,
  { sequence, rows = 1 }: Query,
  own: () => Promise<DenseLogits>,
): Promise<number[]> {
  const written = answerSoFar(sequence);
  const alphaAt = async (r: number): Promise<number> => {
    const place = { sequence, written: written.slice(0, Math.max(0, written.length - rows + 1 + r)) };
    const found = await alpha(place, async () => entropy(row(await own(), r)));
    if (Number.isFinite(found)) return found;
    throw new RangeError(`alpha must be a number, found ${found} after ${place.written.length} tokens.`);
  };
  return Promise.all(Array.from({ length: rows }, (_, r) => alphaAt(r)));
}

/** What each of the two says to each query, from its first row on that is guided; undefined where none is. */
async function steer(
  models: readonly [expert: Model, amateur: Model],
  queries: readonly Query[],
  alphas: readonly (readonly number[])[],
  signal: AbortSignal | undefined,
): Promise<(readonly [expert: DenseLogits, amateur: DenseLogits] | undefined)[]> {
  const firsts = alphas.map((rows) => rows.findIndex((alpha) => alpha !== 0));
  const asked = queries.flatMap(({ sequence }, i) =>
    firsts[i]! < 0 ? [] : [{ sequence, rows: alphas[i]!.length - firsts[i]! }],
  );
  if (asked.length === 0) return [];
  const [expert, amateur] = await Promise.all(models.map((model) => model.forward(asked, signal)));
  let next = 0;
  return firsts.map((first) => {
    if (first < 0) return undefined;
    const pair = [dense(expert![next]!), dense(amateur![next]!)] as const;
    next++;
    return pair;
  });
}

function combine(
  base: DenseLogits,
  alphas: readonly number[],
  pair: readonly [expert: DenseLogits, amateur: DenseLogits] | undefined,
  size: number,
): DenseLogits {
  const vocab = Math.min(size, base.vocab, ...(pair ?? []).map((logits) => logits.vocab));
  const rows = alphas.map((alpha, r): Summand[] => {
    const summands = [{ weight: 1, scores: row(base, r) }];
    if (!pair || alpha === 0) return summands;
    const [expert, amateur] = pair;
    const at = r - (alphas.length - expert.rows);
    return [
      ...summands,
      { weight: alpha, scores: row(expert, at) },
      { weight: -alpha, scores: row(amateur, at) },
    ];
  });
  return { ...sumRows(rows, vocab), unguided: unguidedOf(base, vocab) };
}
