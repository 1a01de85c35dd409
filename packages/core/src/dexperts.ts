import { type Alpha, guided } from './guided.ts';
import type { Model } from './model.ts';
import { plausible } from './plausible.ts';

export interface DExpertsOptions {
  /** The model that answers. */
  readonly base: Model;
  /** A model of what is wanted. */
  readonly expert: Model;
  /** A model of what is not wanted; the paper's anti-expert. */
  readonly amateur: Model;
  /** Weight of what tells the two apart; below 0 they change places. @default 2 */
  readonly alpha?: Alpha;
  /** Only the smallest set of tokens that holds this much of the base's probability may be written. @default 0.9 */
  readonly topP?: number;
}

/**
 * DExperts (Liu et al., 2021, arXiv:2105.03023): make a model say more of what one model would say, less of what
 * another would, and nothing that it would not say itself.
 *
 *     z = z_base|V' + α · (z_expert − z_amateur)
 *
 * where V' is the nucleus of the base: every other token has the score −Infinity. Throws `VocabularyMismatch` if the
 * three cannot share a tape, a RangeError for a number that makes no sense.
 */
export function dexperts({ base, expert, amateur, alpha = 2, topP = 0.9 }: DExpertsOptions): Model {
  return guided('dexperts', { base: plausible(base, { topP }), expert, amateur, alpha });
}
