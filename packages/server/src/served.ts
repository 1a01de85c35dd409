import { defaultAlpha, type GuidanceModels, guidanceNames, guided } from '@vr/bench/arms';
import {
  batched,
  type Message,
  type Model,
  open,
  type Penalties,
  penalised,
  type Sampling,
  type Sequence,
  type Strategy,
  sample,
  type Tokenizer,
} from '@vr/core';
import type { ImageSizes } from './pictures.ts';

/** What a client may set of a strategy. */
export interface StrategySettings {
  readonly sampling: Sampling;
  /** Undefined: none. */
  readonly penalties: Penalties | undefined;
  readonly alpha: number;
}

/** A strategy that clients ask for by name, as if it were a model. */
export interface Served {
  readonly id: string;
  /** One sentence for whoever chooses. */
  readonly description: string;
  /** How many positions prompt and answer may fill together. */
  readonly contextLength: number;
  readonly tokenizer: Tokenizer;
  readonly images: ImageSizes;
  /** The weight of guidance where a request names none; absent if there is no guidance. */
  readonly alpha?: number;
  strategy(settings: StrategySettings): Strategy;
  /** How many positions a prompt fills, images included. Throws a RangeError for a text that the model cannot read. */
  count(prompt: readonly Message[]): number;
}

/** A model that tells how long a sequence is to it. */
export interface CountingModel extends Model {
  readonly images: ImageSizes;
  positions(sequence: Sequence): number;
}

/** The shipped models, able to count. */
export type CountingModels = { readonly [Name in keyof GuidanceModels]: CountingModel };

const descriptions = {
  'large-base': 'The large model alone. It answers directly.',
  'small-base': 'The small model before it was trained to reason. It answers directly.',
  'small-expert': 'The small model after it was trained to reason. It works in steps.',
} as const satisfies Record<keyof GuidanceModels, string>;

/**
 * The shipped models and the large one guided by the small ones. Each model is batched once, so that whoever reads it
 * at the same time shares its batches, whatever the strategy and its settings.
 */
export function servedFamily(models: CountingModels): Served[] {
  const shared: GuidanceModels = {
    'large-base': batched(models['large-base']),
    'small-base': batched(models['small-base']),
    'small-expert': batched(models['small-expert']),
  };
  const plain = guidanceNames.map(
    (name): Served => ({
      id: name,
      description: descriptions[name],
      ...reading(models[name]),
      strategy: (settings) => written(shared[name], settings),
    }),
  );
  const proxyThinker: Served = {
    id: 'proxy-thinker',
    description:
      'The large model, guided token by token by what training taught the small one. It works in steps.',
    ...reading(models['large-base']),
    contextLength: Math.min(...guidanceNames.map((name) => models[name].contextLength)),
    alpha: defaultAlpha,
    strategy: (settings) => written(guided(shared, settings.alpha), settings),
  };
  return [...plain, proxyThinker];
}

/** Penalties copy each row, so they are put on only where there are some. */
function written(model: Model, { sampling, penalties }: StrategySettings): Strategy {
  return sample(penalties ? penalised(model, penalties) : model, sampling);
}

function reading(model: CountingModel): Pick<Served, 'contextLength' | 'tokenizer' | 'images' | 'count'> {
  const { contextLength, tokenizer, images } = model;
  return { contextLength, tokenizer, images, count: (prompt) => model.positions(open(prompt)) };
}
