import type { ChatRequest, ContentPart } from '../api/chat.ts';
import type { ServedModel } from '../api/models.ts';
import { type PlaygroundSettings, usual } from './settings.ts';

/** Which of the two. */
export type SideName = 'left' | 'right';

/** How one side answers. */
export interface Side {
  readonly model: ServedModel;
  /** Undefined: this model has no α. */
  readonly alpha: number | undefined;
}

/** A side by its settings; a model that is not served gives way to one that is. */
export function sideOf(
  name: SideName,
  settings: PlaygroundSettings,
  models: readonly ServedModel[],
): Side | undefined {
  const find = (id: string | undefined) => models.find((model) => model.id === id);
  const model = find(settings[name]) ?? find(usual[name]) ?? models[0];
  const alpha = settings[`${name}Alpha`] ?? model?.vr.options.alpha?.default;
  return model && { model, alpha: model.vr.options.alpha && alpha };
}

/** What a side sends. */
export function requestOf(
  { model, alpha }: Side,
  settings: PlaygroundSettings,
  content: readonly ContentPart[],
): ChatRequest {
  return {
    model: model.id,
    messages: [{ role: 'user', content }],
    temperature: settings.temperature ?? usual.temperature,
    seed: settings.seed ?? usual.seed,
    max_completion_tokens: settings.tokens ?? usual.tokens,
    stream: true,
    stream_options: { include_usage: true },
    vr: { events: true, ...(alpha !== undefined && { alpha }) },
  };
}
