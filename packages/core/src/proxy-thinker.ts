import { linear } from './linear.ts';
import type { Model } from './model.ts';

export interface ProxyThinkerOptions {
  /** The model that answers: large, with no training in reasoning. */
  readonly base: Model;
  /** A small relative of it, after training in reasoning. */
  readonly expert: Model;
  /** That small relative before the training: what expert and amateur have in common cancels. */
  readonly amateur: Model;
  /** Weight of what the training changed; at 0 only the base runs. @default 0.5 */
  readonly alpha?: number;
}

/**
 * ProxyThinker (Xiao et al., 2025, arXiv:2505.24872): at decoding time, lend a large model what a small one of its
 * family learned about reasoning.
 *
 *     z = z_base + α · (z_expert − z_amateur)
 *
 * on raw scores, at every token, over one tape that all three read. The result is a model, so any strategy can
 * write with it. Throws `VocabularyMismatch` if the three cannot share a tape.
 */
export function proxyThinker({ base, expert, amateur, alpha = 0.5 }: ProxyThinkerOptions): Model {
  return linear(
    [
      { model: base, weight: 1 },
      { model: expert, weight: alpha },
      { model: amateur, weight: -alpha },
    ],
    `proxy-thinker(${base.name} + ${alpha}·(${expert.name} − ${amateur.name}))`,
  );
}
