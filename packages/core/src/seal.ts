import { completes, reachOf } from './completes.ts';
import type { SteerableModel } from './steerable.ts';

export interface SealOptions {
  readonly model: SteerableModel;
  /** s, as `steeringVector` makes it: `[hiddenSize]`. */
  readonly vector: Float32Array;
  /** Where it was taken and is added: about two thirds up, 20 of 28 layers in the paper. */
  readonly layer: number;
  /** @default 1 */
  readonly alpha?: number;
  /** What ends a thought. @default a blank line */
  readonly delimiter?: string;
}

/**
 * SEAL (Chen et al., 2025, "Steerable Reasoning Calibration of Large Language Models for Free", arXiv:2504.07986): turn
 * a model from doubting and changing its mind to getting on, at every point where it opens a new thought.
 *
 *     s = mean of h over thoughts that execute − mean of h over those that reflect or change course
 *     h ← h + α·s   at every written token that completes a blank line
 *
 * with h the hidden state at one layer. The result is a model, so any strategy can write with it. Throws a RangeError if
 * vector and layer are not of this model.
 */
export function seal({ model, vector, layer, alpha = 1, delimiter = '\n\n' }: SealOptions): SteerableModel {
  const { name, tokenizer, hiddenSize, layers } = model;
  if (vector.length !== hiddenSize)
    throw new RangeError(
      `The vector must have ${hiddenSize} elements for "${name}", found ${vector.length}.`,
    );
  if (!(Number.isInteger(layer) && layer >= 1 && layer <= layers))
    throw new RangeError(`The layer must be one of 1 to ${layers} of "${name}", found ${layer}.`);
  if (!Number.isFinite(alpha)) throw new RangeError(`alpha must be a number, found ${alpha}.`);
  if (alpha === 0) return model;
  const reach = reachOf([delimiter]);
  const steered = model.steered({
    layer,
    vector: vector.map((s) => alpha * s),
    at: (written) => completes(tokenizer, written.slice(-reach), [delimiter]) !== undefined,
  });
  return { ...steered, name: `seal(${name}, ${alpha})` };
}
