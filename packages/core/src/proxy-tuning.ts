import { type Alpha, guided } from './guided.ts';
import type { Model } from './model.ts';

export interface ProxyTuningOptions {
  /** The model that answers: large, not tuned. */
  readonly base: Model;
  /** A small model after tuning; the paper's M⁺. Wrap it in `prompted` if it was tuned to another prompt. */
  readonly expert: Model;
  /** That small model before tuning; the paper's anti-expert M⁻. */
  readonly amateur: Model;
  /** Weight of what tuning changed. @default 1 */
  readonly alpha?: Alpha;
}

/**
 * Proxy-tuning (Liu et al., 2024, arXiv:2401.08565): shift a large model by what tuning changed in a small one.
 *
 *     z = z_base + α · (z_expert − z_amateur)
 *
 * on raw scores. The three share the tokens that are written, not the prompt: an expert tuned to chat reads the question
 * in its chat template, base and amateur as plain text. Throws `VocabularyMismatch` if the three cannot share a tape.
 */
export function proxyTuning({ base, expert, amateur, alpha = 1 }: ProxyTuningOptions): Model {
  return guided('proxy-tuning', { base, expert, amateur, alpha });
}
