import { linear } from './linear.ts';
import type { Model } from './model.ts';
import { plausible } from './plausible.ts';

export interface ContrastiveDecodingOptions {
  /** The model that answers: large. */
  readonly expert: Model;
  /** A small one, whose habits are to be avoided. */
  readonly amateur: Model;
  /** α: a token must be at least this many times as likely as the expert's best. @default 0.1 */
  readonly alpha?: number;
  /** τ: divides the scores of the amateur. @default 0.5 */
  readonly amateurTemperature?: number;
  /** Weight of the amateur; 1 is the paper's difference. @default 1 */
  readonly amateurWeight?: number;
}

/**
 * Contrastive decoding (Li et al., 2022, arXiv:2210.15097): of what a large model finds plausible, prefer what it finds
 * likelier than a small one does.
 *
 *     score(v) = log p_expert(v) − log p_amateur(v)   if p_expert(v) ≥ α · max_w p_expert(w), else −∞
 *
 * A log-probability is a raw score less a number that is the same for the whole row, and changes no law: so raw scores
 * are taken. Throws `VocabularyMismatch` if the two cannot share a tape, a RangeError for a number that makes no sense.
 */
export function contrastiveDecoding({
  expert,
  amateur,
  alpha = 0.1,
  amateurTemperature = 0.5,
  amateurWeight = 1,
}: ContrastiveDecodingOptions): Model {
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`alpha must be between 0 and 1, found ${alpha}.`);
  if (!(amateurTemperature > 0))
    throw new RangeError(`amateurTemperature must be more than 0, found ${amateurTemperature}.`);
  return linear(
    [
      { model: plausible(expert, { minP: alpha }), weight: 1 },
      { model: amateur, weight: -amateurWeight / amateurTemperature },
    ],
    `contrastive-decoding(${expert.name} − ${amateur.name})`,
  );
}
