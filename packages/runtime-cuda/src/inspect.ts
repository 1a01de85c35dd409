import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { cpu } from './device/cpu.ts';
import { type Dtype, dtypes, type GraphName, graphFile, graphNames } from './dtype.ts';
import { cardNeeded, estimateOf, type MemoryEstimate, sizesOf } from './estimate.ts';
import { type Folder, readFolder } from './folder.ts';
import { cacheTypeOf, dtypesIn, graphBytes, openGraph } from './graphs.ts';
import type { CacheType } from './memory.ts';
import { sumUp } from './memory-needed.ts';
import { settle } from './options.ts';
import { openRuntime } from './ort/library.ts';
import { closeSession, type Port, type Session } from './ort/session.ts';
import { folderTokenizer } from './tokenizer.ts';

/** What a folder says of its model that others may want to compare. */
const told = [
  'name',
  'hiddenSize',
  'layers',
  'keyHeads',
  'headSize',
  'logitsSize',
  'positions',
  'imageSize',
  'patchSize',
] as const satisfies (keyof Folder)[];

/** What a model folder holds, and what its model would take. `dtype`: of the format that was looked into. */
export interface Inspection extends Pick<Folder, (typeof told)[number] | 'path' | 'dtype'> {
  /** Models with the same tokenizer id can read and write one sequence. */
  readonly tokenizer: { readonly id: string; readonly size: number; readonly end: number };
  /** The formats that all graphs are there in. */
  readonly formats: readonly Format[];
  readonly graphs: readonly Graph[];
  readonly memory: MemoryEstimate;
}

export interface Format {
  readonly dtype: Dtype;
  readonly bytes: number;
}

export interface Graph {
  readonly graph: GraphName;
  readonly file: string;
  readonly bytes: number;
  readonly inputs: readonly NamedPort[];
  readonly outputs: readonly NamedPort[];
}

/** −1 in a shape: any length. */
export interface NamedPort {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
}

export interface InspectOptions {
  /** @default the first that is there of fp32, fp16 and q8 */
  readonly dtype?: Dtype;
  /** Sequences at once, for the estimate of memory. @default 64 */
  readonly rows?: number;
}

/** Looks into a model folder: reads and checks its files, and opens its graphs one at a time. Throws as `load` does. */
export async function inspectFolder(folder: string, options: InspectOptions = {}): Promise<Inspection> {
  const path = resolve(folder);
  const there = await dtypesIn(path);
  const dtype = options.dtype ?? there[0] ?? dtypes[0]!;
  const facts = await readFolder(path, basename(path), dtype);
  const { id, size, end } = folderTokenizer(facts);
  const graphs: Graph[] = [];
  let cacheType: CacheType = 'float32';
  for (const graph of graphNames) {
    const looked = await lookInto(facts, graph);
    graphs.push(looked.seen);
    if (graph === 'decoder') cacheType = looked.cacheType;
  }
  const sizes = sizesOf(facts, await graphBytes(facts), cacheType);
  const settings = settle({ rows: options.rows ?? 64 }, facts, cpu, sizes.weights);
  return {
    ...pick(facts, told),
    path,
    tokenizer: { id, size, end },
    formats: await formatsIn(path),
    dtype,
    graphs,
    memory: estimateOf(sumUp(sizes, settings), await cardNeeded(facts, { rows: settings.rows })),
  };
}

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

/** The formats of a folder with their sizes, without opening anything. Throws nothing: a folder without has none. */
export async function formatsIn(folder: string): Promise<Format[]> {
  const there = await dtypesIn(folder);
  return Promise.all(there.map(async (dtype) => ({ dtype, bytes: await bytesOf(folder, dtype) })));
}

async function bytesOf(path: string, dtype: Dtype): Promise<number> {
  const sizes = await Promise.all(
    graphNames.map(async (graph) => (await stat(join(path, graphFile(graph, dtype)))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function lookInto(folder: Folder, graph: GraphName) {
  const runtime = openRuntime(folder.name);
  const session = await openGraph(runtime, folder, graph, { threads: 1 });
  try {
    const file = graphFile(graph, folder.dtype);
    const { size: bytes } = await stat(join(folder.path, file));
    const seen: Graph = { graph, file, bytes, ...portsOf(session) };
    return { seen, cacheType: cacheTypeOf(session) };
  } finally {
    closeSession(runtime, session);
  }
}

function portsOf({ inputs, outputs }: Session): Pick<Graph, 'inputs' | 'outputs'> {
  const named = (ports: ReadonlyMap<string, Port>) =>
    [...ports].map(([name, { type = 'another type', shape }]) => ({ name, type, shape }));
  return { inputs: named(inputs), outputs: named(outputs) };
}
