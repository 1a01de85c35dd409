import { diffuse } from './diffuse.ts';
import { fromScores } from './from-scores.ts';
import { unguidedOf } from './linear.ts';
import { dense, row } from './logits.ts';
import type { DenseLogits, Model } from './model.ts';
import { plausibleOf } from './plausible.ts';
import { reteller } from './retold.ts';
import type { Image, Message } from './sequence.ts';
import { sumRows } from './sum.ts';

export interface VisualContrastiveDecodingOptions {
  /** The model that answers. */
  readonly model: Model;
  /** Weight of what seeing the image clearly changes. @default 1 */
  readonly alpha?: number;
  /** A token must be at least this many times as likely as the best. @default 0.1 */
  readonly beta?: number;
  /** What is held against the image; called once for each message, and must return the same each time. @default diffuse */
  readonly distort?: (image: Image) => Image;
}

/**
 * Visual contrastive decoding (Leng et al., 2023, arXiv:2311.16922): what a model says of an image as much as of noise
 * it did not get from the image.
 *
 *     z = (1 + α) · z(v) − α · z(v')   where z(v) ≥ max z(v) + ln β, else −∞
 *
 * with v the image and v' the image in noise. Both are asked about in one forward. Without an image on the tape, the two
 * are the same and only the cut is left. Throws a RangeError for a number that makes no sense.
 */
export function visualContrastiveDecoding({
  model,
  alpha = 1,
  beta = 0.1,
  distort = (image) => diffuse(image),
}: VisualContrastiveDecodingOptions): Model {
  if (!Number.isFinite(alpha)) throw new RangeError(`alpha must be a number, found ${alpha}.`);
  if (!(beta >= 0 && beta <= 1)) throw new RangeError(`beta must be between 0 and 1, found ${beta}.`);
  const retell = reteller({ message: (message) => [distorted(message, distort)], token: (token) => [token] });
  const { tokenizer, contextLength } = model;

  const contrast = (clear: DenseLogits, noised: DenseLogits): DenseLogits => {
    const z = plausibleOf(clear, { minP: beta }, tokenizer.size);
    const rows = Array.from({ length: z.rows }, (_, r) => [
      { weight: 1 + alpha, scores: row(z, r) },
      { weight: -alpha, scores: row(noised, r) },
    ]);
    return { ...sumRows(rows, z.vocab), unguided: unguidedOf(z, z.vocab) };
  };

  const name = `visual-contrastive-decoding(${model.name})`;
  return fromScores({ name, tokenizer, contextLength }, async (clear, signal) => {
    const noised = clear.map((query) => retell(query).query);
    const answers = await model.forward([...clear, ...noised], signal);
    return clear.map((_, i) => contrast(dense(answers[i]!), dense(answers[clear.length + i]!)));
  });
}

function distorted(message: Message, distort: (image: Image) => Image): Message {
  if (message.content.every(({ type }) => type === 'text')) return message;
  return {
    ...message,
    content: message.content.map((part) =>
      part.type === 'image' ? { type: 'image', image: distort(part.image) } : part,
    ),
  };
}
