/**
 * What a user of transformers.js writes: `generate` for the large model alone, and for ProxyThinker a loop over its models,
 * because its processors of scores cannot wait for another model. Only functions that it documents or exports are called.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Message } from '@vr/core';
import { loadRenderer, type PixelSettings, pixelPlanes } from '../naive.ts';
import { importPeer } from './peers.ts';
import type { Writer } from './writing.ts';

interface PeerTensor {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
  dispose(): void;
}

type Inputs = Record<string, unknown>;

interface PeerModel {
  (inputs: Inputs): Promise<Record<string, PeerTensor>>;
  generate(settings: Inputs): Promise<PeerTensor>;
  dispose(): Promise<unknown>;
}

interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly Tensor: new (type: string, data: object, dims: readonly number[]) => PeerTensor;
  readonly DynamicCache: new (entries: Record<string, PeerTensor>) => object;
  readonly LlavaForConditionalGeneration: {
    from_pretrained(name: string, options: object): Promise<PeerModel>;
  };
}

type MessagesWriter = Writer<readonly Message[]>;

/** The writers of this peer, one prompt at a time each. */
export interface TransformersPeer {
  readonly large: MessagesWriter;
  readonly proxyThinker: MessagesWriter;
  close(): Promise<void>;
}

/** The same single thread for each model as the naive loop has, which is faster for models this small. */
const options = { dtype: 'fp32', device: 'cpu', session_options: { intraOpNumThreads: 1 } };

/** Loads base, expert and amateur from `folder`. */
export async function loadTransformersPeer(folder: string, alpha: number): Promise<TransformersPeer> {
  const peer = await importPeer<Transformers>('@huggingface/transformers/dist/transformers.node.mjs');
  peer.env.allowRemoteModels = false;
  peer.env.localModelPath = `${resolve(folder)}/`;
  const models: PeerModel[] = [];
  for (const name of ['large-base', 'small-expert', 'small-base'])
    models.push(await peer.LlavaForConditionalGeneration.from_pretrained(name, options));
  const large = join(folder, 'large-base');
  const read = await promptReader(peer, large);
  const { eos_token_id } = JSON.parse(await readFile(join(large, 'generation_config.json'), 'utf8'));
  const ends: readonly number[] = [eos_token_id].flat();
  return {
    large: { width: 1, write: generateWith(models[0]!, read, ends) },
    proxyThinker: { width: 1, write: proxyThinkerWith(peer, models, read, ends, alpha) },
    async close() {
      await Promise.all(models.map((model) => model.dispose()));
    },
  };
}

type Reader = Awaited<ReturnType<typeof promptReader>>;

async function promptReader(peer: Transformers, folder: string) {
  const render = await loadRenderer(folder);
  const pixels: PixelSettings = JSON.parse(await readFile(join(folder, 'preprocessor_config.json'), 'utf8'));
  return (prompt: readonly Message[]) => {
    const { ids, images } = render(prompt);
    const shape = [1, ids.length];
    const [image] = images;
    return {
      length: ids.length,
      inputs: {
        input_ids: new peer.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new peer.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
        ...(image && {
          pixel_values: new peer.Tensor('float32', pixelPlanes(image, pixels), [
            1,
            3,
            image.height,
            image.width,
          ]),
        }),
      },
    };
  };
}

function generateWith(model: PeerModel, read: Reader, ends: readonly number[]): MessagesWriter['write'] {
  return async (prompt, { maxTokens, ending, wrote }) => {
    const { inputs, length } = read(prompt);
    let calls = 0;
    const streamer = {
      // Its first call shows the prompt.
      put: () => {
        if (calls++ > 0) wrote?.(1);
      },
      end() {},
    };
    const eos_token_id = ending === 'ignored' ? [-1] : [...ends];
    const output = await model.generate({
      ...inputs,
      max_new_tokens: maxTokens,
      do_sample: false,
      eos_token_id,
      streamer,
    });
    const tokens = Array.from(output.data as BigInt64Array, Number).slice(length);
    return { tokens: ending !== 'ignored' && ends.includes(tokens.at(-1)!) ? tokens.slice(0, -1) : tokens };
  };
}

function proxyThinkerWith(
  peer: Transformers,
  models: readonly PeerModel[],
  read: Reader,
  ends: readonly number[],
  alpha: number,
): MessagesWriter['write'] {
  return async (prompt, { maxTokens, signal, ending, wrote }) => {
    const { inputs, length } = read(prompt);
    const tokens: number[] = [];
    // Scores of the last position only, as `generate` asks for them.
    const num_logits_to_keep = new peer.Tensor('int64', BigInt64Array.of(1n), []);
    let steps: Inputs[] = models.map(() => inputs);
    while (tokens.length < maxTokens) {
      signal.throwIfAborted();
      const outputs: Record<string, PeerTensor>[] = [];
      for (const [i, model] of models.entries())
        outputs.push(await model({ ...steps[i], num_logits_to_keep }));
      const [base, expert, amateur] = outputs.map(({ logits }) => lastRow(logits!));
      const token = best(base!, expert!, amateur!, alpha);
      if (ending !== 'ignored' && ends.includes(token)) break;
      tokens.push(token);
      wrote?.(1);
      steps = outputs.map((output) => nextStep(peer, output, token, length + tokens.length));
    }
    return { tokens };
  };
}

/** One token, after everything that the model has read: its outputs become the inputs of the same cache. */
function nextStep(
  peer: Transformers,
  outputs: Record<string, PeerTensor>,
  token: number,
  length: number,
): Inputs {
  const cache: Record<string, PeerTensor> = {};
  for (const [name, tensor] of Object.entries(outputs))
    if (name.startsWith('present')) cache[name.replace('present', 'past_key_values')] = tensor;
  return {
    input_ids: new peer.Tensor('int64', BigInt64Array.of(BigInt(token)), [1, 1]),
    attention_mask: new peer.Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
    past_key_values: new peer.DynamicCache(cache),
  };
}

function lastRow({ data, dims }: PeerTensor): Float32Array {
  return (data as Float32Array).subarray(data.length - dims.at(-1)!);
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
