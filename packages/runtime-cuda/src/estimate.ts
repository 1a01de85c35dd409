import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryLeft } from './claim-memory.ts';
import { cpu } from './device/cpu.ts';
import type { GraphName } from './dtype.ts';
import { type Folder, readFolder } from './folder.ts';
import { assertDtype, graphBytes } from './graphs.ts';
import type { CacheType } from './memory.ts';
import { type MemoryNeeded, type ModelSizes, sumUp } from './memory-needed.ts';
import { assertOptions, type LoadOptions, settle } from './options.ts';

/** What a model takes of main memory, and what there is, in bytes. */
export interface MemoryEstimate extends MemoryNeeded {
  /** What this process may still take, less what its models were promised and have not used. */
  readonly free: number;
}

/**
 * What `load` with these options will take of main memory on the CPU, from the sizes of the files: no graph is opened.
 * `load` refuses a model that needs more than is free. Throws as `load` does for a folder or options that are not right.
 */
export async function memoryNeeded(folder: string | URL, options: LoadOptions = {}): Promise<MemoryEstimate> {
  const path = resolve(typeof folder === 'string' ? folder : fileURLToPath(folder));
  const name = options.name ?? basename(path);
  assertOptions(options, name);
  const facts = await readFolder(path, name, options.dtype ?? cpu.dtype);
  await assertDtype(facts);
  const sizes = sizesOf(facts, await graphBytes(facts));
  return { ...sumUp(sizes, settle(options, facts, cpu, sizes.weights)), free: memoryLeft() };
}

/** The sizes of a model whose graphs have so many bytes. `cacheType`: as far as known before they are opened. */
export function sizesOf(
  folder: Folder,
  bytes: Readonly<Record<GraphName, number>>,
  cacheType: CacheType = folder.dtype === 'fp16' ? 'float16' : 'float32',
): ModelSizes {
  return { ...folder, cacheType, weights: bytes.vision + bytes.embedder + bytes.decoder };
}
