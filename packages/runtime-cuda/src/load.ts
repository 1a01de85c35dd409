import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeviceUnavailable, type Tokenizer } from '@vr/core';
import { assertCardRoom, type CardSizes } from './card-memory.ts';
import { claimMemory } from './claim-memory.ts';
import { openDecoder } from './decoder.ts';
import { onDevice } from './device/choose.ts';
import type { Device } from './device/device.ts';
import { openSums } from './device/sums.ts';
import { graphFile } from './dtype.ts';
import { readEmbeddings } from './embeddings.ts';
import { sizesOf } from './estimate.ts';
import { encoderId, type Features, sharedFeatures } from './features.ts';
import { type Folder, fileInvalid, readFolder } from './folder.ts';
import { assertDtype, cacheTypeOf, graphBytes, openGraph } from './graphs.ts';
import { loadSteps } from './load-steps.ts';
import type { LoadedModel } from './loaded-model.ts';
import { positionsPerRun } from './memory-needed.ts';
import { onnxModel, type Parts } from './onnx-model.ts';
import { assertOptions, type LoadOptions, type Settings, settle } from './options.ts';
import { openRuntime, type Runtime } from './ort/library.ts';
import { closeSession, type Session } from './ort/session.ts';
import { sharedReadings } from './readings.ts';
import { recent } from './recent.ts';
import { renderer } from './render.ts';
import { tellingFailures } from './run-failures.ts';
import { folderTemplate, folderTokenizer } from './tokenizer.ts';
import { tryOut } from './try-out.ts';
import { openVision, pictureBook, rememberedPictures, type Vision } from './vision.ts';

export type { LoadOptions };

/**
 * Loads a model from a folder in Hugging Face's LLaVA layout (docs/runtime.md), and tries it out.
 *
 * Forwards do not block the event loop: each runs on a thread of libuv's pool, so that as many models run at the same
 * time as the pool has threads (`UV_THREADPOOL_SIZE`, 4 unless set). Throws `ModelFileInvalid` for a file that is
 * missing or not what the model needs, `DeviceUnavailable` if there is no ONNX Runtime, no card that was asked for or too little
 * memory, and a RangeError for an option out of range.
 */
export async function load(folder: string | URL, options: LoadOptions = {}): Promise<LoadedModel> {
  const path = resolve(typeof folder === 'string' ? folder : fileURLToPath(folder));
  const name = options.name ?? basename(path);
  assertOptions(options, name);
  return onDevice(path, name, options, (device) => loadOn(device, path, name, options));
}

/** Loads a model to a device that is known. Throws as `load` does. */
export async function loadOn(
  device: Device,
  path: string,
  name: string,
  options: LoadOptions,
): Promise<LoadedModel> {
  const facts = await readFolder(path, name, options.dtype ?? device.dtype);
  const held: (() => void)[] = [];
  const release = () => {
    for (const giveBack of held.splice(0).reverse()) giveBack();
  };
  try {
    await assertDtype(facts);
    const bytes = await graphBytes(facts);
    const step = loadSteps(bytes, options);
    const sizes = sizesOf(facts, bytes);
    const settings = settle(options, facts, device, sizes.weights);
    held.push(claim(device, facts, settings, sizes));
    step('files');
    const shape = { ...settings, positionsPerRun: positionsPerRun(sizes, settings) };
    const { see, ...others } = await assemble(device, facts, shape, held, step);
    const parts = { ...others, release };
    await tryOut(facts, { ...parts, vision: see(recent(1)) });
    step('trial');
    const features = sharedFeatures(await encoderId(facts, device.name), rememberedPictures(facts));
    return onnxModel(tellingFailures(facts, { ...parts, vision: see(features) }));
  } catch (error) {
    release();
    throw error;
  }
}

type Step = ReturnType<typeof loadSteps>;

/** Promises a model its main memory. On a card caches and scores are not there, and what it needs there must be within its limit. */
function claim({ cuda }: Device, folder: Folder, settings: Settings, sizes: CardSizes): () => void {
  if (cuda === undefined) return claimMemory(folder.name, sizes, settings);
  assertCardRoom(folder.name, sizes, settings, cuda.memoryLimit);
  return claimMemory(folder.name, { ...sizes, keyHeads: 0, logitsSize: 0 }, settings);
}

/** Makes the parts of a model; `held` gets what gives them back, in the order in which they were made. */
async function assemble(
  device: Device,
  folder: Folder,
  { rows, threads, contextLength, streams, positionsPerRun }: Settings & { readonly positionsPerRun: number },
  held: (() => void)[],
  step: Step,
): Promise<Omit<Parts, 'release' | 'vision'> & { readonly see: (features: Features) => Vision }> {
  const tokenizer = folderTokenizer(folder);
  assertVocabulary(folder, tokenizer);
  const template = folderTemplate(folder);
  const runtime = openRuntime(folder.name);
  const { vision, decoder } = await openGraphs(runtime, folder, device, threads, held, step);

  assertCacheType(folder, device, decoder);
  const embeddings = await readEmbeddings(runtime, folder, tokenizer.size);
  step('embedder');
  const sizes = {
    ...folder,
    cacheType: cacheTypeOf(decoder),
    vocabulary: tokenizer.size,
    contextLength,
    positionsPerRun,
  };
  const decoders = shares(rows, streams).map((share) => {
    const opened = openDecoder(runtime, decoder, { ...sizes, rows: share }, device);
    held.push(opened.release);
    return { decoder: opened, rows: share };
  });
  const sums = device.keepsScores
    ? openSums(runtime, device, device.place(runtime, decoder), tokenizer.size)
    : undefined;
  if (sums) held.push(sums.release);
  step('cache');
  return {
    ...sizes,
    device: device.name,
    images: { patchSize: folder.patchSize, imageSize: folder.imageSize },
    tokenizer,
    decoders,
    embeddings,
    sums,
    see: (features) => openVision(runtime, vision, folder, folder.preprocessing, features),
    render: renderer(
      {
        template,
        encode: tokenizer.encode,
        vocabulary: tokenizer.size,
        end: tokenizer.end,
        imageToken: folder.imageToken,
        picture: pictureBook(folder.name, folder),
      },
      sharedReadings(folder),
    ),
  };
}

/** `rows` in `count` shares that differ by one at most. */
function shares(rows: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor((rows + index) / count)).reverse();
}

/** Throws `DeviceUnavailable` if the device has no attention kernel for this decoder. */
function assertCacheType({ name, dtype }: Folder, device: Device, decoder: Session): void {
  const type = cacheTypeOf(decoder);
  if (device.cacheTypes.includes(type)) return;
  throw new DeviceUnavailable({
    model: name,
    expected: `a decoder that keeps its cache in ${device.cacheTypes.join(' or ')} for ${device.name}`,
    found: `${type} in ${graphFile('decoder', dtype)}`,
    remedy: `Load it with dtype "${device.dtype}", or with device "cpu".`,
  });
}

function assertVocabulary(folder: Folder, { size }: Tokenizer): void {
  const { logitsSize, imageToken } = folder;
  if (logitsSize < size) {
    const expected = `at least ${size}, the tokens in tokenizer.json, at "text_config.vocab_size"`;
    throw fileInvalid(folder, 'config.json', expected, `${logitsSize}`);
  }
  if (imageToken >= size) {
    throw fileInvalid(folder, 'config.json', `one of ${size} tokens at "image_token_index"`, `${imageToken}`);
  }
}

async function openGraphs(
  runtime: Runtime,
  folder: Folder,
  { cuda }: Device,
  threads: number,
  held: (() => void)[],
  step: Step,
): Promise<Readonly<Record<'vision' | 'decoder', Session>>> {
  const opened = await Promise.allSettled(
    (['vision', 'decoder'] as const).map(async (graph) => {
      const session = await openGraph(runtime, folder, graph, { threads, cuda });
      held.push(() => closeSession(runtime, session));
      step(graph);
      return session;
    }),
  );
  const [vision, decoder] = opened.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return { vision: vision!, decoder: decoder! };
}
