import type { Model } from './model.ts';
import type { Sequence, Token } from './sequence.ts';

/** A vector that is added to a model's hidden state, wherever a rule says so. */
export interface Steering {
  /** After which layer it is added: 1 is the first. */
  readonly layer: number;
  /** `[hiddenSize]` */
  readonly vector: Float32Array;
  /**
   * Whether it is added at the last of these tokens, which are all that were written since the last message. What it
   * says must depend on them alone: states that are kept for later hold it.
   */
  at(written: readonly Token[]): boolean;
}

/**
 * A model whose hidden states can be read, and shifted while it reads. A steered model is a model like any other: what
 * it says depends on the tape alone. A vector of zeros, and a rule that never holds, change nothing.
 */
export interface SteerableModel extends Model {
  readonly hiddenSize: number;
  /** Number of layers. */
  readonly layers: number;
  /** What leaves `layer` at each of the last `rows` positions of a tape: `[rows, hiddenSize]`, row-major. */
  hiddenStates(sequence: Sequence, layer: number, rows: number, signal?: AbortSignal): Promise<Float32Array>;
  /** The same model with the vector added to what leaves the layer; its `hiddenStates` show it. */
  steered(steering: Steering): SteerableModel;
}
