import { join } from 'node:path';
import { assertFile, type Folder, fileInvalid } from './folder.ts';
import { OrtFailure } from './ort/api.ts';
import type { Runtime } from './ort/library.ts';
import { openSession, type Port, type Session } from './ort/session.ts';
import type { ElementType } from './ort/value.ts';

/** Where a folder keeps its graphs. */
export const graphFiles = {
  vision: 'onnx/vision_encoder.onnx',
  embedder: 'onnx/embed_tokens.onnx',
  decoder: 'onnx/decoder_model_merged.onnx',
} as const;
export type GraphName = keyof typeof graphFiles;

type Shape = readonly (number | undefined)[];
interface Signature {
  readonly inputs: Readonly<Record<string, readonly [ElementType, ...Shape]>>;
  readonly outputs: Readonly<Record<string, readonly [ElementType, ...Shape]>>;
}

/** What each graph must take and give to be run here; undefined: any length. */
function signature(
  graph: GraphName,
  { hiddenSize, layers, keyHeads, headSize, logitsSize }: Folder,
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
      .map((name) => [name, ['float32', undefined, keyHeads, undefined, headSize]] as const);
  return {
    inputs: {
      inputs_embeds: ['float32', undefined, undefined, hiddenSize],
      attention_mask: ['int64', undefined, undefined],
      ...Object.fromEntries(caches('past_key_values')),
    },
    outputs: {
      logits: ['float32', undefined, undefined, logitsSize],
      ...Object.fromEntries(caches('present')),
    },
  };
}

/** Opens one graph of a folder. Throws `ModelFileInvalid` if it cannot be read or is not for this model. */
export async function openGraph(
  runtime: Runtime,
  folder: Folder,
  graph: GraphName,
  threads: number,
): Promise<Session> {
  const file = graphFiles[graph];
  await assertFile(folder, file);
  const session = await openSession(runtime, join(folder.path, file), threads).catch((cause: unknown) => {
    if (!(cause instanceof OrtFailure)) throw cause;
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
  const expected = signature(graph, folder);
  for (const side of ['inputs', 'outputs'] as const) {
    for (const [name, [type, ...shape]] of Object.entries(expected[side])) {
      const port = session[side].get(name);
      if (port !== undefined && fits(port, type, shape)) continue;
      const found =
        port === undefined ? `only ${[...session[side].keys()].join(', ')}` : show(port.type, port.shape);
      throw fileInvalid(
        folder,
        graphFiles[graph],
        `${show(type, shape)} among its ${side} as "${name}"`,
        found,
      );
    }
  }
  const unknown = [...session.inputs.keys()].filter((name) => !(name in expected.inputs));
  if (unknown.length > 0) {
    const known = Object.keys(expected.inputs).join(', ');
    throw fileInvalid(folder, graphFiles[graph], `no inputs but ${known}`, unknown.join(', '));
  }
}

const fits = (port: Port, type: ElementType, shape: Shape) =>
  port.type === type &&
  port.shape.length === shape.length &&
  shape.every((side, axis) => side === undefined || port.shape[axis] === -1 || port.shape[axis] === side);

const show = (type: ElementType | undefined, shape: Shape) =>
  `${type ?? 'another type'} [${shape.map((side) => (side === undefined || side < 0 ? '?' : side)).join(', ')}]`;
