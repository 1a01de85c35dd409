import { linear } from './linear.ts';
import type { Model } from './model.ts';

export interface ProxyDraftOptions {
  /** The target's expert. */
  readonly expert: Model;
  /** The target's amateur. */
  readonly amateur: Model;
  /** The target's weight of what the training changed. @default 0.5 */
  readonly alpha?: number;
}

/**
 * The drafter that goes with ProxyThinker: the same equation with the base replaced by what is known of it before it
 * runs, the amateur.
 *
 *     z = z_amateur + α · (z_expert − z_amateur) = (1 − α) · z_amateur + α · z_expert
 *
 * It differs from its target by z_base − z_amateur alone. Give `recalled` models to both: what expert and amateur
 * say of a draft then serves the target as well.
 */
export function proxyDraft({ expert, amateur, alpha = 0.5 }: ProxyDraftOptions): Model {
  return linear(
    [
      { model: amateur, weight: 1 - alpha },
      { model: expert, weight: alpha },
    ],
    `proxy-draft(${amateur.name} + ${alpha}·(${expert.name} − ${amateur.name}))`,
  );
}
