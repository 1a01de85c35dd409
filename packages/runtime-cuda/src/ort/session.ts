import koffi from 'koffi';
import type { Runtime } from './library.ts';
import { type ElementType, elementType } from './value.ts';

/** One input or output of a graph. */
export interface Port {
  /** Undefined: a type that nothing here can make. */
  readonly type: ElementType | undefined;
  /** −1 where the graph leaves the length open. */
  readonly shape: readonly number[];
}

/** A graph that is ready to run. */
export interface Session {
  readonly handle: bigint;
  readonly inputs: ReadonlyMap<string, Port>;
  readonly outputs: ReadonlyMap<string, Port>;
}

const allOptimisations = 99;

/**
 * Reads an ONNX file on another thread. `threads`: how many threads one run may use; with 1 a run stays on
 * the thread that calls it. Throws an `OrtFailure` if the file cannot be read.
 */
export async function openSession(runtime: Runtime, file: string, threads: number): Promise<Session> {
  const { api, environment } = runtime;
  const options = api.CreateSessionOptions();
  try {
    api.SetSessionGraphOptimizationLevel(options, allOptimisations);
    api.SetIntraOpNumThreads(options, threads);
    api.SetInterOpNumThreads(options, 1);
    // Threads that wait by spinning take the cores from the other models: measured five times slower.
    api.AddSessionConfigEntry(options, 'session.intra_op.allow_spinning', '0');
    const handle = await api.CreateSession.later(environment, file, options);
    try {
      return { handle, inputs: ports(runtime, handle, 'Input'), outputs: ports(runtime, handle, 'Output') };
    } catch (error) {
      api.ReleaseSession(handle);
      throw error;
    }
  } finally {
    api.ReleaseSessionOptions(options);
  }
}

/** Gives the session back. Its bindings must be gone, and no run in flight. */
export function closeSession(runtime: Runtime, session: Session): void {
  runtime.api.ReleaseSession(session.handle);
}

function ports({ api, allocator }: Runtime, session: bigint, side: 'Input' | 'Output'): Map<string, Port> {
  return new Map(
    Array.from({ length: api[`SessionGet${side}Count`](session) }, (_, index) => {
      const text = api[`SessionGet${side}Name`](session, index, allocator);
      const name = koffi.decode.string(text);
      api.AllocatorFree(allocator, text);
      const information = api[`SessionGet${side}TypeInfo`](session, index);
      const port = describe(api, information);
      api.ReleaseTypeInfo(information);
      return [name, port];
    }),
  );
}

function describe(api: Runtime['api'], information: bigint): Port {
  // The tensor information belongs to the type information and is not released on its own; null: not a tensor.
  const tensor: bigint | null = api.CastTypeInfoToTensorInfo(information);
  if (tensor === null) return { type: undefined, shape: [] };
  const shape = new BigInt64Array(api.GetDimensionsCount(tensor));
  api.GetDimensions(tensor, shape, shape.length);
  return { type: elementType(api.GetTensorElementType(tensor)), shape: Array.from(shape, Number) };
}
