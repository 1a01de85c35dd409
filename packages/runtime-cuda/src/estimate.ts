import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CardMemory, type CardSizes, sumUpCard } from './card-memory.ts';
import { memoryLeft } from './claim-memory.ts';
import { cpu } from './device/cpu.ts';
import { cudaDevice } from './device/cuda.ts';
import type { GraphName } from './dtype.ts';
import { type Folder, readFolder } from './folder.ts';
import { assertDtype, dtypesIn, graphBytes } from './graphs.ts';
import type { CacheType } from './memory.ts';
import { type MemoryNeeded, sumUp } from './memory-needed.ts';
import { assertOptions, type LoadOptions, settle } from './options.ts';

/** What a model takes of main memory, and what there is, in bytes. */
export interface MemoryEstimate extends MemoryNeeded {
  /** What this process may still take, less what its models were promised and have not used. */
  readonly free: number;
  /** What it would take of a card instead of caches and scores here; absent: it has no graphs for one. */
  readonly card?: CardMemory;
}

/**
 * What `load` with these options will take of main memory on the CPU, and what of a card there, from the sizes of the
 * files: no graph is opened. `load` refuses a model that needs more than is free, or on a card more than its `memoryLimit`.
 * Throws as `load` does for a folder or options that are not right.
 */
export async function memoryNeeded(folder: string | URL, options: LoadOptions = {}): Promise<MemoryEstimate> {
  const path = resolve(typeof folder === 'string' ? folder : fileURLToPath(folder));
  const name = options.name ?? basename(path);
  assertOptions(options, name);
  const facts = await readFolder(path, name, options.dtype ?? cpu.dtype);
  await assertDtype(facts);
  const sizes = sizesOf(facts, await graphBytes(facts));
  const needed = sumUp(sizes, settle(options, facts, cpu, sizes.weights));
  return estimateOf(needed, await cardNeeded(facts, options));
}

/** The estimate with what is free now. */
export function estimateOf(needed: MemoryNeeded, card: CardMemory | undefined): MemoryEstimate {
  return { ...needed, free: memoryLeft(), ...(card && { card }) };
}

/** What a model will take of a card; undefined: the folder has no graphs in the format that cards take. */
export async function cardNeeded(folder: Folder, options: LoadOptions): Promise<CardMemory | undefined> {
  const card = cudaDevice({ deviceId: options.deviceId ?? 0, memoryLimit: undefined });
  if (!(await dtypesIn(folder.path)).includes(card.dtype)) return undefined;
  const half = { ...folder, dtype: card.dtype };
  const sizes = sizesOf(half, await graphBytes(half));
  return sumUpCard(sizes, settle(options, half, card, sizes.weights));
}

/** The sizes of a model whose graphs have so many bytes. `cacheType`: as far as known before they are opened. */
export function sizesOf(
  folder: Folder,
  bytes: Readonly<Record<GraphName, number>>,
  cacheType: CacheType = folder.dtype === 'fp16' ? 'float16' : 'float32',
): CardSizes {
  const cardWeights = bytes.vision + bytes.decoder;
  return { ...folder, cacheType, weights: bytes.embedder + cardWeights, cardWeights };
}
