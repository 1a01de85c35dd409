import { fromScores } from './from-scores.ts';
import { unguidedOf } from './linear.ts';
import { dense, narrow } from './logits.ts';
import type { DenseLogits, Model } from './model.ts';
import { assertSampling, type Sampling, supportOf } from './sampling.ts';

/** What counts as plausible: see `Sampling`. */
export type Cuts = Omit<Sampling, 'temperature'>;

/**
 * The same model, unable to write what it does not find plausible itself: what `cuts` remove has the score −Infinity,
 * so that nothing added to it brings it back. What the model says without the cuts goes along as `unguided`. Throws a
 * RangeError if a number in `cuts` makes no sense.
 */
export function plausible(model: Model, cuts: Cuts): Model {
  assertSampling(cuts);
  return fromScores(model, async (queries, signal) => {
    const answers = await model.forward(queries, signal);
    return answers.map((logits) => plausibleOf(dense(logits), cuts, model.tokenizer.size));
  });
}

/** The first `size` scores of each row with −Infinity for what `cuts` remove. */
export function plausibleOf(logits: DenseLogits, cuts: Cuts, size: number): DenseLogits {
  const all = narrow(logits, size);
  const { rows, vocab } = all;
  const data = new Float32Array(rows * vocab).fill(-Infinity);
  for (let r = 0; r < rows; r++) {
    const { tokens, scores } = supportOf(all, r, { ...cuts, temperature: 1 })!;
    if (tokens) for (const [i, token] of tokens.entries()) data[r * vocab + token] = scores[i]!;
    else data.set(scores, r * vocab);
  }
  return { type: 'dense', rows, vocab, data, unguided: unguidedOf(all, vocab) };
}
