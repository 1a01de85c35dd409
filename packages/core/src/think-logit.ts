import { guided } from './guided.ts';
import type { Model } from './model.ts';

export interface ThinkLogitOptions {
  /** The model that answers: large, with short chains of thought. */
  readonly target: Model;
  /** A small model with long ones. */
  readonly guider: Model;
  /** What the guider was trained from. */
  readonly guiderBase: Model;
  /** Weight of what the training changed. @default 1 */
  readonly alpha?: number;
  /** The target begins the answer alone, with this many tokens. @default 100 */
  readonly warmUp?: number;
}

/**
 * ThinkLogit (Zhang et al., 2025, arXiv:2507.12759): have a small model with long chains of thought guide a large one
 * to them, once the large one has begun.
 *
 *     z = z_T + α_t · (z_G − z_G0),   α_t = 0 for t < T_0, else α
 *
 * on raw scores, with target T, guider G, what it was trained from G_0, and t tokens written. A guider of another family
 * is `translated` first: what has no counterpart in its vocabulary is not guided. Throws `VocabularyMismatch` if the
 * three cannot share a tape, a RangeError for a number that makes no sense.
 */
export function thinkLogit({
  target,
  guider,
  guiderBase,
  alpha = 1,
  warmUp = 100,
}: ThinkLogitOptions): Model {
  if (!Number.isFinite(alpha)) throw new RangeError(`alpha must be a number, found ${alpha}.`);
  if (!(warmUp >= 0)) throw new RangeError(`warmUp must be 0 or more, found ${warmUp}.`);
  return guided('think-logit', {
    base: target,
    expert: guider,
    amateur: guiderBase,
    alpha: ({ written }) => (written.length < warmUp ? 0 : alpha),
  });
}
