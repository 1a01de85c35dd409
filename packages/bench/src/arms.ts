import {
  batched,
  escalate,
  type Model,
  meanLogProbability,
  proxyThinker,
  type Strategy,
  sample,
  speculativeThinking,
  type Tokenizer,
  visionThink,
} from '@vr/core';
import { half, looking, onlyLook } from './looks.ts';
import type { ArmChoice, ArmName, ArmParameters, ModelName, Plan } from './plan.ts';

/** The shipped family, by folder name. */
export type Models = Readonly<Record<ModelName, Model>>;

export const modelNames = [
  'large-base',
  'small-base',
  'small-expert',
  'large-expert',
] as const satisfies ModelName[];

/** Those that ProxyThinker is made of. */
export const guidanceNames = ['large-base', 'small-base', 'small-expert'] as const satisfies ModelName[];

export const armNames = [
  ...modelNames,
  'proxy-thinker',
  'speculative-thinking',
  'vision-think',
  'always-low',
  'escalate',
  'all-three',
] as const satisfies ArmName[];

export type GuidanceModels = Pick<Models, (typeof guidanceNames)[number]>;

/** The models that an arm is made of. */
export function modelsOf({ name }: ArmChoice): readonly ModelName[] {
  if (name === 'proxy-thinker' || name === 'all-three') return guidanceNames;
  if (name === 'speculative-thinking') return ['small-expert', 'large-expert'];
  if (name === 'vision-think' || name === 'always-low') return ['large-expert'];
  return [name === 'escalate' ? 'large-base' : name];
}

/** The models that a plan takes, in their usual order. */
export function modelsOfPlan({ arms, speed }: Pick<Plan, 'arms' | 'speed'>): ModelName[] {
  const timed = speed?.arms.flatMap(modelsOf) ?? [];
  const plumbing = speed && speed.sequences.length > 0 ? guidanceNames : [];
  const needed = new Set<ModelName>([...arms.flatMap(modelsOf), ...timed, ...plumbing]);
  return modelNames.filter((name) => needed.has(name));
}

/** The weight of guidance that is used where none is named. */
export const defaultAlpha = 0.5;

/** The large model reads every thought; doubt 0 asks at cues, as the paper does. Thoughts of the shipped models are short. */
const usualThinking = {
  doubt: 0.1,
  judge: 'small',
  asksAt: 'cues',
  judgedTokens: 20,
  openingTokens: 40,
  handsBackAfter: 'thought',
} as const satisfies ArmParameters;

/** What may be set of an arm, as it is where nothing is set. */
export function usualParameters(name: ArmName): ArmParameters {
  if (name === 'proxy-thinker') return { alpha: defaultAlpha };
  if (name === 'speculative-thinking') return usualThinking;
  return name === 'all-three' ? { alpha: defaultAlpha, ...usualThinking } : {};
}

/** How one model writes. */
export type Writing = (model: Model) => Strategy;

/** The likeliest token each time, with whatever else asks the model at the same time in one batch. */
const greedily: Writing = (model) => sample(batched(model));

/** The large base guided by what reinforcement taught the small one. */
export function guided(models: GuidanceModels, alpha: number): Model {
  return proxyThinker({
    base: models['large-base'],
    expert: models['small-expert'],
    amateur: models['small-base'],
    alpha,
  });
}

/** A way to answer that is ready to run. */
export interface Arm extends ArmChoice {
  readonly strategy: Strategy;
  readonly tokenizer: Tokenizer;
  /** Who writes the answers: one model, or the small one with the large one taking over. */
  readonly writer: 'small' | 'large' | 'both';
  /** The side of what is shown first, as a share of the picture's. */
  readonly firstLook: number;
}

/**
 * Builds an arm. `models` has at least those of `modelsOf`; `threshold` is that of `escalate`, which is greedy and
 * batched whatever `write` says, as is `always-low`.
 */
export function buildArm(
  choice: ArmChoice,
  models: Partial<Models>,
  threshold = Infinity,
  write: Writing = greedily,
): Arm {
  const [first] = modelsOf(choice);
  const { tokenizer } = models[first!]!;
  return { ...choice, tokenizer, ...wayOf(choice, models as Models, threshold, write) };
}

type Way = Pick<Arm, 'strategy' | 'writer' | 'firstLook'>;

function wayOf({ name, parameters }: ArmChoice, models: Models, threshold: number, write: Writing): Way {
  const alpha = parameters.alpha ?? defaultAlpha;
  switch (name) {
    case 'proxy-thinker':
      return { strategy: write(guided(models, alpha)), writer: 'large', firstLook: 1 };
    case 'speculative-thinking': {
      const strategy = thinking(models['small-expert'], models['large-expert'], parameters, write);
      return { strategy, writer: 'both', firstLook: 1 };
    }
    case 'vision-think': {
      const model = models['large-expert'];
      return { strategy: lookingTwice(write(model), model.tokenizer), writer: 'large', firstLook: half };
    }
    case 'always-low':
      return { strategy: onlyLook(batched(models['large-expert']), half), writer: 'large', firstLook: half };
    case 'escalate': {
      const strategy = escalating(models['large-base'], threshold);
      return { strategy, writer: 'large', firstLook: half };
    }
    case 'all-three': {
      const answer = thinking(models['small-expert'], guided(models, alpha), parameters, write);
      const strategy = lookingTwice(answer, models['small-expert'].tokenizer);
      return { strategy, writer: 'both', firstLook: half };
    }
    default: {
      const writer = name.startsWith('small') ? 'small' : 'large';
      return { strategy: write(models[name]), writer, firstLook: 1 };
    }
  }
}

function thinking(small: Model, large: Model, parameters: ArmParameters, write: Writing): Strategy {
  const { alpha: _, doubt: below, ...policy } = { ...usualThinking, ...parameters };
  return speculativeThinking({
    small: write(small),
    large: write(large),
    tokenizer: small.tokenizer,
    doubt: below > 0 ? { model: batched(large), below } : undefined,
    ...policy,
  });
}

function lookingTwice(answer: Strategy, tokenizer: Tokenizer): Strategy {
  return visionThink({ answer, tokenizer, ...looking });
}

/** How much an answer needs another look: how unlikely the model found it. */
export const need = meanLogProbability;

/** What decides is the odds alone: no model was trained to ask. */
function escalating(model: Model, threshold: number): Strategy {
  const shared = batched(model);
  return escalate({
    low: onlyLook(shared, 1),
    full: sample(shared),
    tokenizer: model.tokenizer,
    need,
    threshold,
    asks: () => false,
    ...looking,
  });
}
