import { linear } from './linear.ts';
import type { Model } from './model.ts';

export interface ProxyThinkerOptions {
  /** The large model whose answer is steered. */
  readonly base: Model;
  /** A small model that learned to reason. */
  readonly expert: Model;
  /** The same small model before it learned to. */
  readonly amateur: Model;
  /** How hard to steer; 0 is the base alone. @default 0.5 */
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
