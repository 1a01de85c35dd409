import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Constant, type Graph, type Node, onnxFile, type Port } from './onnx.ts';

/** The sizes of a model with random weights. */
export interface MicroSizes {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
  readonly contextLength: number;
  readonly seed: number;
}

const vocabulary = 256 + 5;
const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<image>', '<answer>'];
const imageToken = 256 + 3;
const patch = 8;

export const microSizes: MicroSizes = {
  hidden: 32,
  layers: 2,
  heads: 2,
  keyHeads: 1,
  headSize: 16,
  contextLength: 256,
  seed: 1,
};

/** What a folder holds: file name → JSON, text or bytes. */
export type Files = Record<string, unknown>;

/**
 * The files of a model folder like the ones that are shipped, with random weights: a vocabulary of bytes, and a
 * decoder in which every position matters to every later one.
 */
export function microFiles(sizes: Partial<MicroSizes> = {}): Files {
  const all = { ...microSizes, ...sizes };
  return {
    'config.json': {
      model_type: 'llava',
      image_token_index: imageToken,
      text_config: {
        model_type: 'qwen2',
        hidden_size: all.hidden,
        num_hidden_layers: all.layers,
        num_attention_heads: all.heads,
        num_key_value_heads: all.keyHeads,
        head_dim: all.headSize,
        vocab_size: vocabulary,
        max_position_embeddings: all.contextLength,
      },
      vision_config: { image_size: 64, patch_size: patch },
    },
    'generation_config.json': { eos_token_id: 256 + 2 },
    'tokenizer.json': tokenizerFile(),
    'tokenizer_config.json': {
      tokenizer_class: 'PreTrainedTokenizer',
      eos_token: '<|im_end|>',
      chat_template: chatTemplate,
    },
    'preprocessor_config.json': {
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.5, 0.4, 0.3],
      image_std: [0.5, 0.25, 0.2],
      size: { height: 64, width: 64 },
    },
    'onnx/vision_encoder.onnx': onnxFile(visionEncoder(all)),
    'onnx/embed_tokens.onnx': onnxFile(embedTokens(all)),
    'onnx/decoder_model_merged.onnx': onnxFile(decoder(all)),
  };
}

/** Writes the files to a new temporary folder and says where. A file that is undefined is left out. */
export function writeFolder(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'vr-model-'));
  mkdirSync(join(folder, 'onnx'));
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) continue;
    const raw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, name), raw ? content : JSON.stringify(content));
  }
  return folder;
}

const chatTemplate =
  "{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' }}" +
  '{%- if message.content is string %}{{- message.content }}{%- else %}{%- for part in message.content %}' +
  "{%- if part.type == 'image' %}{{- '<image>' }}{%- else %}{{- part.text }}{%- endif %}{%- endfor %}{%- endif %}" +
  "{{- '<|im_end|>\\n' }}{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}";

function tokenizerFile(): object {
  const added = specials.map((content, index) => ({
    id: 256 + index,
    content,
    special: content !== '<answer>',
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  }));
  return {
    version: '1.0',
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(byteLetters().map((letter, byte) => [letter, byte])),
      merges: [],
    },
  };
}

/** The letter that byte-level tokenizers write for each byte: itself when it can be seen, else one from 256 on. */
function byteLetters(): string[] {
  const seen = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(seen(byte) ? byte : next++));
}

/** Numbers of about the size `scale`, the same for the same seed. */
function random(seed: number, scale: number, ...shape: number[]): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 1.7 * scale;
  });
}

function visionEncoder({ hidden, seed }: MicroSizes): Graph {
  return {
    inputs: [{ name: 'pixel_values', type: 'float32', shape: ['n', 3, 'height', 'width'] }],
    outputs: [{ name: 'image_features', type: 'float32', shape: ['n', 'patches', hidden] }],
    constants: [
      { name: 'w', shape: [hidden, 3, patch, patch], data: random(seed, 0.2, hidden, 3, patch, patch) },
      { name: 'rows', shape: [3], data: BigInt64Array.of(0n, BigInt(hidden), -1n) },
    ],
    nodes: [
      {
        operator: 'Conv',
        inputs: ['pixel_values', 'w'],
        outputs: ['grid'],
        attributes: { strides: [patch, patch] },
      },
      { operator: 'Reshape', inputs: ['grid', 'rows'], outputs: ['columns'] },
      {
        operator: 'Transpose',
        inputs: ['columns'],
        outputs: ['image_features'],
        attributes: { perm: [0, 2, 1] },
      },
    ],
  };
}

function embedTokens({ hidden, seed }: MicroSizes): Graph {
  return {
    inputs: [{ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] }],
    outputs: [{ name: 'inputs_embeds', type: 'float32', shape: ['batch', 'length', hidden] }],
    constants: [
      { name: 'table', shape: [vocabulary, hidden], data: random(seed + 1, 1, vocabulary, hidden) },
    ],
    nodes: [{ operator: 'Gather', inputs: ['table', 'input_ids'], outputs: ['inputs_embeds'] }],
  };
}

function decoder(sizes: MicroSizes): Graph {
  const { hidden, layers, keyHeads, headSize, contextLength, seed } = sizes;
  const half = headSize / 2;
  const angle = (index: number) => Math.floor(index / half) / 10_000 ** ((index % half) / half);
  const angles = Array.from({ length: contextLength * half }, (_, index) => angle(index));
  const cache = (stem: string, length: string): Port[] =>
    Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) =>
      ['key', 'value'].map((part) => ({
        name: `${stem}.${layer}.${part}`,
        type: 'float32' as const,
        shape: ['batch', keyHeads, length, headSize],
      })),
    );
  const all = Array.from({ length: layers }, (_, layer) => decoderLayer(sizes, layer));
  return {
    inputs: [
      { name: 'inputs_embeds', type: 'float32', shape: ['batch', 'length', hidden] },
      { name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] },
      ...cache('past_key_values', 'past'),
    ],
    outputs: [
      { name: 'logits', type: 'float32', shape: ['batch', 'length', vocabulary] },
      ...cache('present', 'total'),
    ],
    constants: [
      { name: 'cos', shape: [contextLength, half], data: Float32Array.from(angles, Math.cos) },
      { name: 'sin', shape: [contextLength, half], data: Float32Array.from(angles, Math.sin) },
      { name: 'one', shape: [], data: BigInt64Array.of(1n) },
      { name: 'axis', shape: [1], data: BigInt64Array.of(1n) },
      { name: 'ones', shape: [hidden], data: new Float32Array(hidden).fill(1) },
      { name: 'head', shape: [hidden, vocabulary], data: random(seed + 2, 0.5, hidden, vocabulary) },
      ...all.flatMap(({ constants }) => constants),
    ],
    nodes: [
      {
        operator: 'ReduceSum',
        inputs: ['attention_mask', 'axis'],
        outputs: ['sums'],
        attributes: { keepdims: 0 },
      },
      { operator: 'Sub', inputs: ['sums', 'one'], outputs: ['lasts'] },
      { operator: 'Cast', inputs: ['lasts'], outputs: ['seqlens_k'], attributes: { to: 6 } },
      { operator: 'Shape', inputs: ['attention_mask'], outputs: ['sides'] },
      { operator: 'Gather', inputs: ['sides', 'one'], outputs: ['side'] },
      { operator: 'Cast', inputs: ['side'], outputs: ['total'], attributes: { to: 6 } },
      ...all.flatMap(({ nodes }) => nodes),
      norm(`x${layers}`, 'last'),
      { operator: 'MatMul', inputs: ['last', 'head'], outputs: ['logits'] },
    ],
  };
}

const norm = (from: string, to: string): Node => ({
  operator: 'SimplifiedLayerNormalization',
  inputs: [from, 'ones'],
  outputs: [to],
  attributes: { axis: -1, epsilon: { float: 1e-5 } },
});

/** x + attention(x), then x + MLP(x). */
function decoderLayer(sizes: MicroSizes, layer: number): { nodes: Node[]; constants: Constant[] } {
  const { hidden, heads, keyHeads, headSize, seed } = sizes;
  const name = (tensor: string) => `layer ${layer} ${tensor}`;
  const x = layer === 0 ? 'inputs_embeds' : `x${layer}`;
  const weight = (tensor: string, from: number, to: number): Constant => ({
    name: name(tensor),
    shape: [from, to],
    data: random(seed * 31 + layer * 7 + tensor.length, 1 / Math.sqrt(from), from, to),
  });
  const caches = ['key', 'value'].map((part) => `${layer}.${part}`);
  return {
    constants: [
      weight('qkv', hidden, (heads + 2 * keyHeads) * headSize),
      weight('o', heads * headSize, hidden),
      weight('wide', hidden, 2 * hidden),
      weight('narrow', 2 * hidden, hidden),
    ],
    nodes: [
      norm(x, name('a')),
      { operator: 'MatMul', inputs: [name('a'), name('qkv')], outputs: [name('q')] },
      {
        operator: 'GroupQueryAttention',
        domain: 'com.microsoft',
        inputs: [
          name('q'),
          '',
          '',
          ...caches.map((part) => `past_key_values.${part}`),
          'seqlens_k',
          'total',
          'cos',
          'sin',
        ],
        outputs: [name('v'), ...caches.map((part) => `present.${part}`)],
        attributes: { num_heads: heads, kv_num_heads: keyHeads, do_rotary: 1, rotary_interleaved: 0 },
      },
      { operator: 'MatMul', inputs: [name('v'), name('o')], outputs: [name('b')] },
      { operator: 'Add', inputs: [x, name('b')], outputs: [name('c')] },
      norm(name('c'), name('d')),
      { operator: 'MatMul', inputs: [name('d'), name('wide')], outputs: [name('e')] },
      { operator: 'Relu', inputs: [name('e')], outputs: [name('f')] },
      { operator: 'MatMul', inputs: [name('f'), name('narrow')], outputs: [name('g')] },
      { operator: 'Add', inputs: [name('c'), name('g')], outputs: [`x${layer + 1}`] },
    ],
  };
}
