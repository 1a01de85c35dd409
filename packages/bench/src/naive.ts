/**
 * The yardstick of the speed part: ProxyThinker as one would write it today with the stock packages, and this
 * file uses nothing else of this project. onnxruntime-node runs the three models one after the other, one question
 * at a time; every step embeds the token, hands the whole KV cache in and takes the grown one out, and sums all the
 * scores in JavaScript. Greedy.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import type { Image, Message } from '@vr/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { AnswerLimits, WrittenAnswer } from './speed.ts';

/** Three models that answer together. */
export interface NaiveProxyThinker {
  answer(prompt: readonly Message[], limits: AnswerLimits): Promise<WrittenAnswer>;
}

/** The folders of the three models, in the Hugging Face layout. */
export interface NaiveFolders {
  readonly base: string;
  readonly expert: string;
  readonly amateur: string;
}

type NaiveModel = Awaited<ReturnType<typeof loadModel>>;
type Cache = Record<string, Tensor>;
type Config = {
  image_token_index: number;
  vision_config: { patch_size: number };
  text_config: {
    num_key_value_heads: number;
    num_attention_heads: number;
    hidden_size: number;
    head_dim?: number;
  };
};
/** What a folder's preprocessor_config.json says of colours. */
export type PixelSettings = { rescale_factor: number; image_mean: number[]; image_std: number[] };

/** Loads three model folders. They share the base's tokenizer and chat template. */
export async function loadNaive(
  folders: NaiveFolders,
  alpha: number,
  options: InferenceSession.SessionOptions = {},
): Promise<NaiveProxyThinker> {
  const render = await loadRenderer(folders.base);
  const models = [
    await loadModel(folders.base, options),
    await loadModel(folders.expert, options),
    await loadModel(folders.amateur, options),
  ];

  return {
    async answer(prompt, { maxTokens, signal, ending, wrote }) {
      const { ids, images } = render(prompt);
      const caches = models.map((model) => emptyCache(model));
      const tokens: number[] = [];
      let input = ids;
      while (tokens.length < maxTokens) {
        signal.throwIfAborted();
        const scores: Float32Array[] = [];
        for (const [i, model] of models.entries()) {
          const step = await forward(model, caches[i]!, input, tokens.length === 0 ? images : []);
          caches[i] = step.cache;
          scores.push(step.scores);
        }
        const token = best(scores[0]!, scores[1]!, scores[2]!, alpha);
        if (ending !== 'ignored' && models[0]!.ends.includes(token)) return { tokens, finish: 'end' };
        tokens.push(token);
        wrote?.(1);
        input = [token];
      }
      return { tokens, finish: 'length' };
    },
  };
}

async function loadModel(folder: string, options: InferenceSession.SessionOptions) {
  const config = await json<Config>(folder, 'config.json');
  const text = config.text_config;
  const { eos_token_id: ends } = await json<{ eos_token_id: number | number[] }>(
    folder,
    'generation_config.json',
  );
  return {
    vision: await InferenceSession.create(join(folder, 'onnx/vision_encoder.onnx'), options),
    embed: await InferenceSession.create(join(folder, 'onnx/embed_tokens.onnx'), options),
    decoder: await InferenceSession.create(join(folder, 'onnx/decoder_model_merged.onnx'), options),
    pixels: await json<PixelSettings>(folder, 'preprocessor_config.json'),
    imageToken: config.image_token_index,
    cacheShape: [
      1,
      text.num_key_value_heads,
      0,
      text.head_dim ?? text.hidden_size / text.num_attention_heads,
    ],
    ends: [ends].flat(),
  };
}

/** One position of a prompt per image patch, as the processor of a LLaVA model does it. */
export async function loadRenderer(folder: string) {
  const { image_token_index: imageToken, vision_config: vision } = await json<Config>(folder, 'config.json');
  const settings = await json<{ chat_template: string }>(folder, 'tokenizer_config.json');
  const tokenizer = new Tokenizer(await json<object>(folder, 'tokenizer.json'), settings);
  const template = new Template(settings.chat_template);

  return (messages: readonly Message[]) => {
    const images = messages.flatMap(({ content }) =>
      content.flatMap((part) => (part.type === 'image' ? [part.image] : [])),
    );
    const patches = images.map(({ width, height }) => (width * height) / vision.patch_size ** 2);
    const text = template.render({ messages, add_generation_prompt: true });
    const ids = tokenizer
      .encode(text, { add_special_tokens: false })
      .ids.flatMap((id: number) => (id === imageToken ? Array<number>(patches.shift() ?? 0).fill(id) : [id]));
    return { ids, images };
  };
}

/** Reads `ids` after what is in the cache. Returns the scores of the next token and the grown cache. */
async function forward(model: NaiveModel, cache: Cache, ids: readonly number[], images: readonly Image[]) {
  const input_ids = int64(ids);
  const { inputs_embeds } = await model.embed.run({ input_ids });
  for (const image of images) {
    const { image_features } = await model.vision.run({ pixel_values: pixelValues(image, model.pixels) });
    const width = image_features!.dims.at(-1)!;
    const start = ids.indexOf(model.imageToken) * width;
    (inputs_embeds!.data as Float32Array).set(image_features!.data as Float32Array, start);
  }
  const past = Object.values(cache)[0]!.dims[2]!;
  const attention_mask = int64(Array<number>(past + ids.length).fill(1));
  const { logits, ...presents } = await model.decoder.run({
    inputs_embeds: inputs_embeds!,
    attention_mask,
    ...lastScores(model),
    ...cache,
  });
  const grown = Object.entries(presents).map(([name, value]) => [
    name.replace('present', 'past_key_values'),
    value,
  ]);
  const [, positions, vocabulary] = logits!.dims as [number, number, number];
  return {
    scores: (logits!.data as Float32Array).subarray((positions - 1) * vocabulary),
    cache: Object.fromEntries(grown) as Cache,
  };
}

/** Asks for the scores of the last position only, where a graph can be asked: as `generate` of transformers.js does. */
function lastScores({ decoder }: NaiveModel): Record<string, Tensor> {
  const name = 'num_logits_to_keep';
  return decoder.inputNames.includes(name) ? { [name]: new Tensor('int64', BigInt64Array.of(1n), []) } : {};
}

function best(base: Float32Array, expert: Float32Array, amateur: Float32Array, alpha: number): number {
  let winner = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < base.length; token++) {
    const score = base[token]! + alpha * (expert[token]! - amateur[token]!);
    if (score > most) {
      most = score;
      winner = token;
    }
  }
  return winner;
}

function emptyCache({ decoder, cacheShape }: NaiveModel): Cache {
  const names = decoder.inputNames.filter((name) => name.startsWith('past_key_values'));
  return Object.fromEntries(
    names.map((name) => [name, new Tensor('float32', new Float32Array(0), cacheShape)]),
  );
}

function pixelValues(image: Image, pixels: PixelSettings): Tensor {
  return new Tensor('float32', pixelPlanes(image, pixels), [1, 3, image.height, image.width]);
}

/** Interleaved bytes to normalised planes: `[3, height, width]`. */
export function pixelPlanes({ width, height, data }: Image, pixels: PixelSettings): Float32Array {
  const { rescale_factor, image_mean, image_std } = pixels;
  const planes = new Float32Array(data.length);
  for (let i = 0; i < width * height; i++)
    for (let channel = 0; channel < 3; channel++)
      planes[channel * width * height + i] =
        (data[3 * i + channel]! * rescale_factor - image_mean[channel]!) / image_std[channel]!;
  return planes;
}

function int64(values: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
}

async function json<T>(folder: string, file: string): Promise<T> {
  return JSON.parse(await readFile(join(folder, file), 'utf8'));
}
