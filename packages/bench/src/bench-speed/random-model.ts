/** Writes models with random weights to a folder of their own, once, for every run that wants the same. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Constant, microFiles, onnxFile, visionEncoder } from '@vr/runtime-cuda/testing';
import { writeDecoderGguf } from './decoder-gguf.ts';
import { decoderGraph, embedderGraph } from './decoder-graph.ts';
import { byOutput, type DecoderSizes, decoderWeights } from './decoder-weights.ts';

/** One model in two formats. */
export interface RandomModel {
  /** As the runtime takes it. */
  readonly folder: string;
  /** As llama.cpp takes it. */
  readonly gguf: string;
}

/** Raised when files of the same sizes come to hold something else. */
const format = 2;

/** The model of these sizes in `scratch`; written there if it is not yet. */
export function randomModel(scratch: string, sizes: DecoderSizes): RandomModel {
  const name = createHash('sha256')
    .update(JSON.stringify({ format, ...sizes }))
    .digest('hex')
    .slice(0, 16);
  const folder = join(scratch, name);
  if (!existsSync(folder)) write(folder, sizes);
  return { folder, gguf: join(folder, 'model.gguf') };
}

/** How many weights there are, the tied embeddings counted once, and the bytes that a step reads: all, but of the table a row. */
export function modelFacts({
  hidden,
  layers,
  heads,
  keyHeads,
  headSize,
  feedForward,
  vocabulary,
}: DecoderSizes): { readonly parameters: number; readonly stepBytes: number } {
  const perLayer = hidden * (2 * heads + 2 * keyHeads) * headSize + 3 * hidden * feedForward + 2 * hidden;
  const parameters = layers * perLayer + hidden + vocabulary * hidden;
  return { parameters, stepBytes: 4 * parameters };
}

/** Under another name until it is whole. */
function write(folder: string, sizes: DecoderSizes): void {
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    writeFolder(draft, sizes);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another run was faster
  }
}

type TokenizerFile = {
  model: { vocab: Record<string, number> };
  added_tokens: { id: number; content: string }[];
};
type ConfigFile = { text_config: object };

function writeFolder(folder: string, sizes: DecoderSizes): void {
  const weights = decoderWeights(sizes);
  const { 'tokenizer.json': tokenizer, 'config.json': config, ...files } = microFiles();
  const tokens = fillVocabulary(tokenizer as TokenizerFile, sizes.vocabulary);
  mkdirSync(join(folder, 'onnx'));
  const big = openWeightsFile(join(folder, 'onnx'), 'weights.bin');
  const table = big.keep('table', [sizes.vocabulary, sizes.hidden], byOutput(weights.embeddings));
  const decoder = onnxFile(decoderGraph(sizes, weights, big.keep));
  big.close();
  const all = {
    ...files,
    'tokenizer.json': tokenizer,
    'config.json': withSizes(config as ConfigFile, sizes),
    'onnx/vision_encoder.onnx': onnxFile(visionEncoder({ hidden: sizes.hidden, seed: sizes.seed })),
    'onnx/embed_tokens.onnx': onnxFile(embedderGraph(sizes, table)),
    'onnx/decoder_model_merged.onnx': decoder,
  };
  for (const [name, content] of Object.entries(all))
    writeFileSync(join(folder, name), content instanceof Uint8Array ? content : JSON.stringify(content));
  writeDecoderGguf(join(folder, 'model.gguf'), sizes, weights, tokens, endToken(tokenizer as TokenizerFile));
}

/** Fills a vocabulary of bytes up with words that no text is made of, and lists it. Throws a RangeError if it is too small for bytes. */
function fillVocabulary({ model: { vocab }, added_tokens }: TokenizerFile, size: number): string[] {
  const texts = new Map(Object.entries(vocab).map(([text, token]) => [token, text]));
  for (const { id, content } of added_tokens) texts.set(id, content);
  if (size < texts.size)
    throw new RangeError(`A vocabulary holds at least ${texts.size} tokens, found ${size}.`);
  for (let token = texts.size; token < size; token++) {
    texts.set(token, `w${token}`);
    vocab[`w${token}`] = token;
  }
  return Array.from({ length: size }, (_, token) => texts.get(token)!);
}

function endToken({ added_tokens }: TokenizerFile): number {
  return added_tokens.find(({ content }) => content === '<|im_end|>')!.id;
}

function withSizes({ text_config, ...rest }: ConfigFile, sizes: DecoderSizes): object {
  return {
    ...rest,
    text_config: {
      ...text_config,
      hidden_size: sizes.hidden,
      num_hidden_layers: sizes.layers,
      num_attention_heads: sizes.heads,
      num_key_value_heads: sizes.keyHeads,
      head_dim: sizes.headSize,
      vocab_size: sizes.vocabulary,
      max_position_embeddings: sizes.contextLength,
    },
  };
}

function openWeightsFile(folder: string, file: string) {
  const opened = openSync(join(folder, file), 'w');
  let offset = 0;
  return {
    keep(name: string, shape: readonly number[], data: Float32Array): Constant {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const start = offset;
      for (let at = 0; at < bytes.length; ) at += writeSync(opened, bytes, at, bytes.length - at);
      offset += bytes.length;
      return { name, shape, data: { file, offset: start, length: bytes.length } };
    },
    close: () => closeSync(opened),
  };
}
