import { type Alpha, guided } from './guided.ts';
import type { Model } from './model.ts';

export interface ProxyThinkerOptions {
  /** The model that answers: large, with no training in reasoning. */
  readonly base: Model;
  /** A small relative of it, after training in reasoning. */
  readonly expert: Model;
  /** That small relative before the training: what expert and amateur have in common cancels. */
  readonly amateur: Model;
  /** Weight of what the training changed, everywhere or place by place; where it is 0 only the base runs. @default 0.5 */
  readonly alpha?: Alpha;
}

/**
 * ProxyThinker (Xiao et al., 2025, arXiv:2505.24872): at decoding time, lend a large model what a small one of its
 * family learned about reasoning.
 *
 *     z = z_base + α · (z_expert − z_amateur)
 *
 * on raw scores, at every token, over one tape that all three read. The result is a model, so any strategy can
 * write with it; building it costs nothing, so each question may have an α of its own. Throws `VocabularyMismatch` if
 * the three cannot share a tape.
 */
export function proxyThinker({ base, expert, amateur, alpha = 0.5 }: ProxyThinkerOptions): Model {
  return guided('proxy-thinker', { base, expert, amateur, alpha });
}
