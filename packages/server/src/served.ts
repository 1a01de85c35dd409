import { buildArm, type Models, modelNames, modelsOf, usualParameters } from '@vr/bench/arms';
import type { ImageSizes } from '@vr/bench/decode';
import type { ArmParameters } from '@vr/bench/record';
import {
  batched,
  type Message,
  type Model,
  type Penalties,
  penalised,
  type Sampling,
  type Sequence,
  type Strategy,
  sample,
  type Tokenizer,
} from '@vr/core';
import { type PromptSize, promptSize } from './prompt-size.ts';

/** What a client may set of a strategy. */
export interface StrategySettings {
  readonly sampling: Sampling;
  /** Undefined: none. */
  readonly penalties: Penalties | undefined;
  readonly parameters: ArmParameters;
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
  /** The sides of pictures as they are shown at first, as a share of their own. */
  readonly firstLook: number;
  /** What a request may set, as it is where the request does not. */
  readonly parameters: ArmParameters;
  strategy(settings: StrategySettings): Strategy;
  /** Throws a RangeError for a prompt that the model cannot read. */
  measure(prompt: readonly Message[]): PromptSize;
}

/** A model that tells how long a sequence is to it. */
export interface CountingModel extends Model {
  readonly images: ImageSizes;
  positions(sequence: Sequence): number;
}

/** The shipped models, able to count. */
export type CountingModels = { readonly [Name in keyof Models]: CountingModel };

/** What is served of the ways to answer that `@vr/bench/arms` has. */
const descriptions = {
  'large-base': 'The large model before it was trained to reason. It mostly answers directly.',
  'small-base': 'The small model before it was trained to reason. It mostly answers directly.',
  'small-expert': 'The small model after it was trained to reason. It works in steps.',
  'large-expert': 'The large model after it was trained to reason. It works in steps.',
  'proxy-thinker': 'The large base, guided token by token by what training taught the small model.',
  'speculative-thinking':
    'The small expert thinks, and the large expert takes over at thoughts that turn back.',
  'vision-think': 'The large expert sees pictures at half their sides, and in full if it asks.',
  'all-three':
    'The small expert thinks, and ProxyThinker takes over; pictures at half their sides, in full if asked for.',
} as const;

type ServedName = keyof typeof descriptions;
const servedNames = Object.keys(descriptions) as ServedName[];

/**
 * The shipped models alone, and the methods made of them. Each model is batched once, so that whoever reads it at the
 * same time shares its batches, whatever the strategy and its settings.
 */
export function servedFamily(models: CountingModels): Served[] {
  const shared = Object.fromEntries(modelNames.map((name) => [name, batched(models[name])]));
  return servedNames.map((name) => serve(name, models, shared));
}

function serve(name: ServedName, models: CountingModels, shared: Partial<Models>): Served {
  const parameters = usualParameters(name);
  const members = modelsOf({ name, parameters }).map((member) => models[member]);
  const [reader] = members;
  const { firstLook } = buildArm({ name, parameters }, shared);
  return {
    id: name,
    description: descriptions[name],
    contextLength: Math.min(...members.map(({ contextLength }) => contextLength)),
    tokenizer: reader!.tokenizer,
    images: halvable(reader!.images, firstLook),
    firstLook,
    parameters,
    strategy: (settings) => {
      const choice = { name, parameters: settings.parameters };
      return buildArm(choice, shared, undefined, (model) => written(model, settings)).strategy;
    },
    measure: (prompt) => promptSize(prompt, reader!, firstLook),
  };
}

/** Penalties copy each row, so they are put on only where there are some. */
function written(model: Model, { sampling, penalties }: StrategySettings): Strategy {
  return sample(penalties ? penalised(model, penalties) : model, sampling);
}

/** A picture's first look has to be of whole patches too. */
function halvable({ patchSize, imageSize }: ImageSizes, firstLook: number): ImageSizes {
  return { patchSize: patchSize / firstLook, imageSize };
}
