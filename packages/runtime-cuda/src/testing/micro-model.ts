import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decoder, embedTokens, type MicroSizes, patch, visionEncoder, vocabulary } from './micro-graphs.ts';
import { onnxFile } from './onnx.ts';

const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<image>', '<answer>'];
const imageToken = 256 + 3;

export const microSizes: MicroSizes = {
  hidden: 32,
  layers: 2,
  heads: 2,
  keyHeads: 1,
  headSize: 16,
  contextLength: 256,
  cacheType: 'float32',
  scores: 'all',
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
  for (const [name, content] of Object.entries(files)) writeFile(folder, name, content);
  return folder;
}

/** Writes one file of a folder: JSON, text or bytes. Undefined: there is to be none. */
export function writeFile(folder: string, name: string, content: unknown): void {
  const path = join(folder, name);
  const raw = typeof content === 'string' || content instanceof Uint8Array;
  if (content === undefined) rmSync(path, { force: true });
  else writeFileSync(path, raw ? content : JSON.stringify(content));
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
