import { linear } from './linear.ts';
import type { Model } from './model.ts';
import type { ProxyThinkerOptions } from './proxy-thinker.ts';

/**
 * The drafter that goes with ProxyThinker: the same equation with the base replaced by what is known of it before it
 * runs, the amateur.
 *
 *     z = z_amateur + α · (z_expert − z_amateur) = (1 − α) · z_amateur + α · z_expert
 *
 * It differs from its target by z_base − z_amateur alone. Give it the target's α, and `recalled` models to both: what
 * expert and amateur say of a draft then serves the target as well.
 */
export function proxyDraft({ expert, amateur, alpha = 0.5 }: Omit<ProxyThinkerOptions, 'base'>): Model {
  return linear(
    [
      { model: amateur, weight: 1 - alpha },
      { model: expert, weight: alpha },
    ],
    `proxy-draft(${amateur.name} + ${alpha}·(${expert.name} − ${amateur.name}))`,
  );
}
