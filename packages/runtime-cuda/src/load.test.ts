import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DeviceUnavailable, dense, ModelFileInvalid, open } from '@vr/core';
import { prompt } from '@vr/core/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { readFolder } from './folder.ts';
import { largestDifference } from './largest-difference.ts';
import { type LoadOptions, load } from './load.ts';
import type { LoadProgress } from './load-steps.ts';
import { onnxFile } from './onnx-file.ts';
import { decoder, visionEncoder } from './testing/micro-graphs.ts';
import { type Files, microFiles, microSizes, writeFolder } from './testing/micro-model.ts';
import { folderTokenizer } from './tokenizer.ts';

const good = microFiles();
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const folderOf = (files: Files) => {
  const folder = writeFolder(files);
  folders.push(folder);
  return folder;
};

/** Loads these files and gives the error. */
async function failure(files: Files, options?: LoadOptions): Promise<Error> {
  try {
    await (await load(folderOf(files), options)).close();
  } catch (error) {
    return error as Error;
  }
  throw new Error('The folder was loaded.');
}
/** The good files with one JSON file changed by hand. */
const changed = (file: string, change: (json: never) => unknown): Files => {
  const json = structuredClone(good[file]);
  change(json as never);
  return { ...good, [file]: json };
};

describe('a model that is loaded', () => {
  test('says what it is', async () => {
    const folder = folderOf(good);
    const model = await load(pathToFileURL(folder));
    expect(model.name).toBe(folder.split('/').at(-1));
    expect([model.device, model.contextLength]).toEqual(['cpu', 256]);
    expect(new Set(Object.values(model.stats()))).toEqual(new Set([0]));
    await model.close();
  });

  test('takes its name and the length of its context from the options', async () => {
    const model = await load(folderOf(good), { name: 'mine', contextLength: 20, rows: 1 });
    expect([model.name, model.contextLength]).toEqual(['mine', 20]);
    await model.close();
  });

  test('shares the id of its tokenizer with models of the same vocabulary only', async () => {
    const grown = changed('tokenizer.json', (json: { version: string }) => {
      json.version = '1.1';
    });
    const models = await Promise.all(
      [good, microFiles({ seed: 2 }), grown].map((files) => load(folderOf(files))),
    );
    const [one, two, three] = models.map(({ tokenizer }) => tokenizer.id);
    expect(two).toBe(one);
    expect(three).not.toBe(one);
    await Promise.all(models.map((model) => model.close()));
  });

  test('gives any text back from its tokens', async () => {
    const model = await load(folderOf(good));
    const { encode, decode, size, end } = model.tokenizer;
    for (const text of ['', 'a', ' 12+3 ', 'né 日本 🙂\n\n', '<answer>7<|im_end|>']) {
      expect(decode(encode(text))).toBe(text);
      expect(encode(text).every((token) => token < size)).toBe(true);
    }
    expect(decode([end])).toBe('<|im_end|>');
    await model.close();
  });
});

describe('a format of the weights', () => {
  const as = (files: Files, suffix: string): Files =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([file]) => file.endsWith('.onnx'))
        .map(([file, content]) => [file.replace('.onnx', `${suffix}.onnx`), content]),
    );
  const tape = { items: [1, 2, 3], done: false };
  const scores = async (files: Files, options: LoadOptions) => {
    const model = await load(folderOf(files), options);
    const [answer] = await model.forward([{ sequence: tape }]);
    await model.close();
    return dense(answer!).data.slice();
  };

  test('is fp32 unless another is asked for', async () => {
    const files = { ...good, ...as(microFiles({ seed: 2 }), '_quantized') };
    expect(await scores(files, {})).toEqual(await scores(good, { dtype: 'fp32' }));
    expect(await scores(files, { dtype: 'q8' })).toEqual(await scores(microFiles({ seed: 2 }), {}));
  });

  test('may keep its cache in half precision', async () => {
    const files = { ...good, ...as(microFiles({ cacheType: 'float16' }), '_fp16') };
    const [whole, half] = await Promise.all([scores(files, {}), scores(files, { dtype: 'fp16' })]);
    const difference = largestDifference(whole, half);
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(0.01);
  });

  test('that the folder does not have is told of with those that it has', async () => {
    const { 'onnx/embed_tokens_fp16.onnx': _, ...some } = as(good, '_fp16');
    const error = await failure({ ...good, ...some, ...as(good, '_quantized') }, { dtype: 'fp16' });
    expect(error).toBeInstanceOf(ModelFileInvalid);
    expect(error.message).toMatch(
      /_fp16\.onnx: expected the graphs of dtype "fp16", found those of "fp32" and "q8" only\. Load one/,
    );
  });

  test('that there is no such thing as is refused', async () => {
    const error = await failure(good, { dtype: 'q2' as 'q8' });
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(/dtype must be one of fp32, fp16, q8, q4, found q2/);
  });
});

describe('a file that is not as it must be is named', () => {
  test.each(Object.keys(good))('%s missing', async (file) => {
    const error = await failure({ ...good, [file]: undefined });
    expect(error).toBeInstanceOf(ModelFileInvalid);
    expect((error as ModelFileInvalid).file.endsWith(file)).toBe(true);
    expect(error.message).toContain('no such file');
  });

  test.each(Object.keys(good))('%s cut short or of other content', async (file) => {
    const whole = good[file];
    const bytes = whole instanceof Uint8Array ? whole : new TextEncoder().encode(JSON.stringify(whole));
    for (const content of [
      bytes.subarray(0, bytes.length >> 1),
      bytes.subarray(0, 9),
      '',
      'null',
      '[]',
      '7',
    ]) {
      const error = await failure({ ...good, [file]: content });
      expect(error).toBeInstanceOf(ModelFileInvalid);
      expect((error as ModelFileInvalid).file.endsWith(file)).toBe(true);
    }
  });

  test('no folder at all', async () => {
    const error = await load('/nowhere/at-all').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelFileInvalid);
    expect((error as Error).message).toContain('no folder /nowhere/at-all');
  });

  test('a folder where a file should be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vr-model-'));
    folders.push(folder);
    mkdirSync(join(folder, 'config.json'));
    writeFileSync(join(folder, 'x'), '');
    await expect(load(folder)).rejects.toThrow(
      /config\.json: expected a file, found something that is not a file/,
    );
  });
});

/** A decoder that would end the process if ONNX Runtime had it. */
function decoderWithFlatAngles(): Uint8Array {
  const graph = decoder(microSizes);
  const constants = graph.constants.map((constant) =>
    constant.name === 'cos' ? { ...constant, shape: [2048] } : constant,
  );
  return onnxFile({ ...graph, constants });
}

interface Config {
  image_token_index: number;
  text_config: Record<string, unknown>;
  vision_config: Record<string, unknown>;
}
type Loose = Record<string, unknown>;

describe('what does not fit together is told apart', () => {
  const cases: Readonly<Record<string, readonly [Files, RegExp]>> = {
    'a size that is no number': [
      changed('config.json', (json: Config) => {
        json.text_config.hidden_size = '32';
      }),
      /config\.json: expected a whole number from 1 to \d+ at "text_config.hidden_size", found "32"/,
    ],
    'a token with a number that no vocabulary reaches': [
      changed('tokenizer.json', (json: { model: { vocab: Record<string, number> } }) => {
        json.model.vocab.zzz = 2 ** 31;
      }),
      /tokenizer\.json: expected tokens below 16777216, found 2147483648/,
    ],
    'an added token with such a number': [
      changed('tokenizer.json', (json: { added_tokens: { id: number }[] }) => {
        json.added_tokens[0]!.id = 2 ** 31;
      }),
      /tokenizer\.json: expected tokens below 16777216, found 2147483648/,
    ],
    'more tokens than scores': [
      changed('config.json', (json: Config) => {
        json.text_config.vocab_size = 200;
      }),
      /config\.json: expected at least 261, the tokens in tokenizer\.json/,
    ],
    'other scores than config.json says': [
      changed('config.json', (json: Config) => {
        json.text_config.vocab_size = 300;
      }),
      /decoder_model_merged\.onnx: expected float32 \[\?, \?, 300\] among its outputs as "logits"/,
    ],
    'another width': [
      changed('config.json', (json: Config) => {
        json.text_config.hidden_size = 64;
      }),
      /expected float32 \[\?, \?, 64\] among its (in|out)puts/,
    ],
    'fewer layers than caches': [
      changed('config.json', (json: Config) => {
        json.text_config.num_hidden_layers = 1;
      }),
      /expected no inputs but .*, found past_key_values.1.key, past_key_values.1.value/,
    ],
    'more layers than caches': [
      changed('config.json', (json: Config) => {
        json.text_config.num_hidden_layers = 3;
      }),
      /"past_key_values.2.key", found only inputs_embeds/,
    ],
    "another graph in a graph's place": [
      { ...good, 'onnx/embed_tokens.onnx': good['onnx/vision_encoder.onnx'] },
      /embed_tokens\.onnx: expected int64 \[\?, \?\] among its inputs as "input_ids", found only pixel_values/,
    ],
    'another token for images than the template writes': [
      changed('config.json', (json: Config) => {
        json.image_token_index = 65;
      }),
      /tokenizer_config\.json: expected a chat template that shows a picture as one image token, found Expected one/,
    ],
    'images that are not whole patches': [
      changed('config.json', (json: Config) => {
        json.vision_config.image_size = 65;
      }),
      /config\.json: expected a divisor of 65, the size of images, .* at "vision_config.patch_size", found 8/,
    ],
    'more layers than there can be': [
      changed('config.json', (json: Config) => {
        json.text_config.num_hidden_layers = 2 ** 32;
      }),
      /config\.json: expected a whole number from 1 to 1000 at "text_config.num_hidden_layers"/,
    ],
    'a table of angles with one side': [
      { ...good, 'onnx/decoder_model_merged.onnx': decoderWithFlatAngles() },
      /decoder_model_merged\.onnx: expected a table with two sides as "cos", found one of \[2048\]/,
    ],
    'an image token that is no token': [
      changed('config.json', (json: Config) => {
        json.image_token_index = 999;
      }),
      /one of 261 tokens at "image_token_index", found 999/,
    ],
    'patches of another size': [
      changed('config.json', (json: Config) => {
        json.vision_config.patch_size = 16;
      }),
      /vision_encoder\.onnx: expected 16 features of an image of 64×64/,
    ],
    'an end token that tokenizer.json does not know': [
      changed('tokenizer_config.json', (json: Loose) => {
        json.eos_token = '<|over|>';
      }),
      /tokenizer_config\.json: .*"<\|over\|>", which tokenizer\.json does not know/,
    ],
    'end tokens that differ': [
      changed('generation_config.json', (json: Loose) => {
        json.eos_token_id = [1, 2];
      }),
      /generation_config\.json: expected 258 \("<\|im_end\|>"\) at "eos_token_id", found 1, 2/,
    ],
    'no chat template': [
      changed('tokenizer_config.json', (json: Loose) => {
        delete json.chat_template;
      }),
      /expected a chat template at "chat_template", found nothing/,
    ],
    'a chat template that is no Jinja': [
      changed('tokenizer_config.json', (json: Loose) => {
        json.chat_template = '{% for %}';
      }),
      /expected a Jinja template at "chat_template"/,
    ],
    'a mean for two channels': [
      changed('preprocessor_config.json', (json: Loose) => {
        json.image_mean = [0.5, 0.5];
      }),
      /preprocessor_config\.json: expected three numbers at "image_mean", found \[0.5,0.5\]/,
    ],
    'a decoder of another model with other angles': [
      {
        ...good,
        'onnx/decoder_model_merged.onnx': microFiles({ contextLength: 2 })['onnx/decoder_model_merged.onnx'],
      },
      /decoder_model_merged\.onnx: expected the same scores with the cache as without/,
    ],
  };

  test.each(Object.entries(cases))('%s', async (_, [files, message]) => {
    const error = await failure(files);
    expect(error).toBeInstanceOf(ModelFileInvalid);
    expect(error.message).toMatch(message);
  });

  test('an end token written as an object, and no numbers of end tokens, are as good', async () => {
    const files = changed('tokenizer_config.json', (json: Loose) => {
      json.eos_token = { content: '<|im_end|>' };
    });
    const model = await load(folderOf({ ...files, 'generation_config.json': {} }));
    expect(model.tokenizer.end).toBe(258);
    await model.close();
  });
});

test('a vocabulary of a few hundred thousand tokens is no trouble', async () => {
  const { name, path } = { name: 'many', path: folderOf(good) };
  const folder = await readFolder(path, name, 'fp32');
  const { model, ...rest } = folder.tokenizer as { model: { vocab: Record<string, number> } };
  const more = Array.from({ length: 300_000 }, (_, index) => [`no such ${index}`, 1000 + index]);
  const vocab = { ...model.vocab, ...Object.fromEntries(more) };
  const { size } = folderTokenizer({ ...folder, tokenizer: { ...rest, model: { ...model, vocab } } });
  expect(size).toBe(301_000);
});

test('a token that is no number is told of when a text has it', async () => {
  const files = changed('tokenizer.json', (json: { model: { vocab: Record<string, unknown> } }) => {
    json.model.vocab.Z = 65.5;
  });
  const model = await load(folderOf(files));
  expect(model.tokenizer.encode('B')).toEqual([66]);
  expect(() => model.tokenizer.encode('Z')).toThrow(
    /tokenizer\.json: expected tokens from 0 to 260 for any text, found 65\.5/,
  );
  await model.close();
});

test('a graph that refuses in use what its folder promises is told of by its file', async () => {
  const graph = visionEncoder(microSizes);
  const inputs = [{ ...graph.inputs[0]!, shape: ['n', 3, 64, 64] }];
  const files = { ...good, 'onnx/vision_encoder.onnx': onnxFile({ ...graph, inputs }) };
  const model = await load(folderOf(files));
  const picture = (side: number) => ({ width: side, height: side, data: new Uint8Array(side * side * 3) });
  await model.forward([{ sequence: open(prompt('What?', picture(64))) }]);
  const error = await model
    .forward([{ sequence: open(prompt('What?', picture(32))) }])
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ModelFileInvalid);
  expect((error as Error).message).toMatch(
    /vision_encoder\.onnx: expected a graph that takes all .* invalid dimensions/,
  );
  await model.close();
});

test('the shortest context that can be asked for can be loaded', async () => {
  const model = await load(folderOf(good), { contextLength: 2, rows: 1 });
  expect(model.contextLength).toBe(2);
  await model.close();
});

test('a cache that memory does not hold is told of with its size', async () => {
  const files = changed('config.json', (json: Config) => {
    json.text_config.max_position_embeddings = 2e9;
  });
  const error = await failure(files);
  expect(error).toBeInstanceOf(DeviceUnavailable);
  expect(error.message).toMatch(
    /expected \d+\.\d GiB of memory or more \(.* for caches of 64 rows of 2000000000 positions, .* found .* free\. With contextLength: \d+ it fits\./,
  );
});

describe('a load that is watched', () => {
  test('says what is done, up to all bytes', async () => {
    const seen: LoadProgress[] = [];
    const model = await load(folderOf(good), { onProgress: (progress) => seen.push(progress) });
    await model.close();
    const graphs = ['vision_encoder', 'embed_tokens', 'decoder_model_merged'];
    const bytes = graphs.reduce((sum, name) => sum + (good[`onnx/${name}.onnx`] as Uint8Array).length, 0);
    expect(seen.map(({ done }) => done).toSorted()).toEqual(
      ['files', 'vision', 'embedder', 'decoder', 'cache', 'trial'].toSorted(),
    );
    expect(seen[0]).toEqual({ done: 'files', bytesRead: 0, bytes });
    expect(seen.at(-1)).toEqual({ done: 'trial', bytesRead: bytes, bytes });
    const read = seen.map(({ bytesRead }) => bytesRead);
    expect(read).toEqual(read.toSorted((a, b) => a - b));
  });

  test('ends where its watcher aborts it or throws, and can be begun again', async () => {
    const folder = folderOf(good);
    const reason = new Error('enough');
    await expect(load(folder, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const at of ['files', 'vision', 'decoder', 'cache', 'trial']) {
      const controller = new AbortController();
      const aborting = load(folder, {
        signal: controller.signal,
        onProgress: ({ done }) => done === at && controller.abort(reason),
      });
      // An abort after the last step comes too late.
      if (at === 'trial') await (await aborting).close();
      else await expect(aborting).rejects.toBe(reason);
      const throwing = load(folder, {
        onProgress({ done }) {
          if (done === at) throw reason;
        },
      });
      await expect(throwing).rejects.toBe(reason);
    }
    await (await load(folder)).close();
  });
});

test.each([
  { rows: 0 },
  { rows: 1.5 },
  { rows: Number.NaN },
  { threads: 0 },
  { contextLength: 1 },
  { contextLength: 257 },
])('options out of range are refused: %o', async (options) => {
  const error = await failure(good, options);
  expect(error).toBeInstanceOf(RangeError);
  expect(error.message).toMatch(/must be a whole number from/);
});
