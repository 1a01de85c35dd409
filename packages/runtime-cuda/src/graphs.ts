import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ModelFileInvalid } from '@vr/core';
import { assertAttentionTables } from './attention-tables.ts';
import { refusedByCard } from './device/refused.ts';
import { type Dtype, dtypes, type GraphName, graphFile, graphNames } from './dtype.ts';
import { assertFile, type Folder, fileInvalid } from './folder.ts';
import type { CacheType } from './memory.ts';
import { readStructure } from './onnx-structure.ts';
import { OrtFailure } from './ort/api.ts';
import type { Runtime } from './ort/library.ts';
import { openSession, type Port, type Session, type SessionSettings } from './ort/session.ts';
import type { ElementType } from './ort/value.ts';
import { scoredInput } from './spans.ts';

type Shape = readonly (number | undefined)[];
interface Signature {
  readonly inputs: Readonly<Record<string, readonly [ElementType, ...Shape]>>;
  /** What it may take besides. */
  readonly mayTake?: Readonly<Record<string, readonly [ElementType, ...Shape]>>;
  readonly outputs: Readonly<Record<string, readonly [ElementType, ...Shape]>>;
}

/** The formats that a folder has all graphs of. */
export async function dtypesIn(path: string): Promise<Dtype[]> {
  const areThere = await Promise.all(
    dtypes.map(async (dtype) => {
      const found = await Promise.all(graphNames.map((graph) => isFile(join(path, graphFile(graph, dtype)))));
      return found.every(Boolean);
    }),
  );
  return dtypes.filter((_, index) => areThere[index]);
}

/** The files of a graph of a folder that are there: itself, and those that it says hold its weights. */
export async function graphFiles(
  { path, dtype }: Pick<Folder, 'path' | 'dtype'>,
  graph: GraphName,
): Promise<string[]> {
  const file = graphFile(graph, dtype);
  if (!(await isFile(join(path, file)))) return [];
  const outside = readStructure(join(path, file))?.outside ?? [];
  const named = outside.map((location) => join(dirname(file), location));
  const there = await Promise.all(named.map((each) => isFile(join(path, each))));
  return [file, ...named.filter((_, index) => there[index])];
}

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() ?? false;

/** Bytes of each graph of a folder. One that is not there has none. */
export async function graphBytes(folder: Folder): Promise<Record<GraphName, number>> {
  const sizes = graphNames.map(async (graph) => {
    const files = await graphFiles(folder, graph);
    const found = await Promise.all(files.map((file) => stat(join(folder.path, file))));
    return [graph, found.reduce((sum, { size }) => sum + size, 0)] as const;
  });
  return Object.fromEntries(await Promise.all(sizes)) as Record<GraphName, number>;
}

/** Throws `ModelFileInvalid` if the folder has graphs, but not in the format that is asked for. */
export async function assertDtype({ name, path, dtype }: Folder): Promise<void> {
  const there = await dtypesIn(path);
  if (there.length === 0 || there.includes(dtype)) return;
  throw new ModelFileInvalid({
    model: name,
    file: join(path, graphFile('decoder', dtype)),
    expected: `the graphs of dtype "${dtype}"`,
    found: `those of ${there.map((each) => `"${each}"`).join(' and ')} only`,
    remedy: 'Load one of these, or add the graphs to the folder.',
  });
}

/** What a decoder keeps keys and values in. */
export const cacheTypeOf = ({ inputs }: Session): CacheType =>
  inputs.get('past_key_values.0.key')?.type === 'float16' ? 'float16' : 'float32';

/** What each graph must take and give to be run here; undefined: any length. */
function signature(
  graph: GraphName,
  { hiddenSize, layers, keyHeads, headSize, logitsSize }: Folder,
  cacheType: CacheType,
): Signature {
  if (graph === 'vision') {
    return {
      inputs: { pixel_values: ['float32', undefined, 3, undefined, undefined] },
      outputs: { image_features: ['float32', undefined, undefined, hiddenSize] },
    };
  }
  if (graph === 'embedder') {
    return {
      inputs: { input_ids: ['int64', undefined, undefined] },
      outputs: { inputs_embeds: ['float32', undefined, undefined, hiddenSize] },
    };
  }
  const caches = (stem: string) =>
    Array.from({ length: layers }, (_, layer) => ['key', 'value'].map((part) => `${stem}.${layer}.${part}`))
      .flat()
      .map((name) => [name, [cacheType, undefined, keyHeads, undefined, headSize]] as const);
  return {
    inputs: {
      inputs_embeds: ['float32', undefined, undefined, hiddenSize],
      attention_mask: ['int64', undefined, undefined],
      ...Object.fromEntries(caches('past_key_values')),
    },
    mayTake: { [scoredInput]: ['int64'] },
    outputs: {
      logits: ['float32', undefined, undefined, logitsSize],
      ...Object.fromEntries(caches('present')),
    },
  };
}

/**
 * Opens one graph of a folder. Throws `ModelFileInvalid` if it cannot be read or is not for this model, `DeviceUnavailable` if the
 * card that it was to run on does not take it.
 */
export async function openGraph(
  runtime: Runtime,
  folder: Folder,
  graph: GraphName,
  settings: SessionSettings,
): Promise<Session> {
  const file = graphFile(graph, folder.dtype);
  await assertFile(folder, file);
  if (graph === 'decoder') assertAttentionTables(folder, file);
  const session = await openSession(runtime, join(folder.path, file), settings).catch((cause: unknown) => {
    if (!(cause instanceof OrtFailure)) throw cause;
    if (settings.cuda !== undefined && /cuda|cudnn|cublas|memory/i.test(cause.message))
      throw refusedByCard(folder.name, file, settings.cuda, cause);
    throw fileInvalid(folder, file, `a graph for ONNX Runtime ${runtime.version}`, cause.reason, cause);
  });
  try {
    assertSignature(folder, graph, session);
  } catch (error) {
    runtime.api.ReleaseSession(session.handle);
    throw error;
  }
  return session;
}

function assertSignature(folder: Folder, graph: GraphName, session: Session): void {
  const file = graphFile(graph, folder.dtype);
  const expected = signature(graph, folder, cacheTypeOf(session));
  for (const side of ['inputs', 'mayTake', 'outputs'] as const) {
    const ports = session[side === 'outputs' ? side : 'inputs'];
    for (const [name, [type, ...shape]] of Object.entries(expected[side] ?? {})) {
      const port = ports.get(name);
      if (port === undefined && side === 'mayTake') continue;
      if (port !== undefined && fits(port, type, shape)) continue;
      const found = port === undefined ? `only ${[...ports.keys()].join(', ')}` : show(port.type, port.shape);
      const among = side === 'outputs' ? side : 'inputs';
      throw fileInvalid(folder, file, `${show(type, shape)} among its ${among} as "${name}"`, found);
    }
  }
  const takes = { ...expected.inputs, ...expected.mayTake };
  const unknown = [...session.inputs.keys()].filter((name) => !(name in takes));
  if (unknown.length > 0) {
    const known = Object.keys(takes).join(', ');
    throw fileInvalid(folder, file, `no inputs but ${known}`, unknown.join(', '));
  }
}

const fits = (port: Port, type: ElementType, shape: Shape) =>
  port.type === type &&
  port.shape.length === shape.length &&
  shape.every((side, axis) => side === undefined || port.shape[axis] === -1 || port.shape[axis] === side);

const show = (type: ElementType | undefined, shape: Shape) =>
  `${type ?? 'another type'} [${shape.map((side) => (side === undefined || side < 0 ? '?' : side)).join(', ')}]`;
