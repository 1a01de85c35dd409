import { batched, type Model, proxyThinker, type Strategy, sample, type Tokenizer } from '@vr/core';
import type { ArmChoice, ArmName } from './record.ts';

/** The shipped family, by folder name. */
export interface Models {
  readonly 'large-base': Model;
  readonly 'small-base': Model;
  readonly 'small-expert': Model;
}

export const modelNames = ['large-base', 'small-base', 'small-expert'] as const satisfies (keyof Models)[];
export const armNames = [...modelNames, 'proxy-thinker'] as const satisfies ArmName[];

/** The weight of guidance that is used where none is named. */
export const defaultAlpha = 0.5;

/** A way to answer that is ready to run. */
export interface Arm extends ArmChoice {
  readonly strategy: Strategy;
  readonly tokenizer: Tokenizer;
}

/** The large base guided by what reinforcement taught the small one. */
export function guided(models: Models, alpha: number): Model {
  return proxyThinker({
    base: models['large-base'],
    expert: models['small-expert'],
    amateur: models['small-base'],
    alpha,
  });
}

/** Builds an arm: greedy, whatever runs at the same time batched. */
export function buildArm(choice: ArmChoice, models: Models): Arm {
  const { name, parameters } = choice;
  const model = name === 'proxy-thinker' ? guided(models, parameters.alpha ?? defaultAlpha) : models[name];
  return { ...choice, strategy: sample(batched(model)), tokenizer: model.tokenizer };
}
