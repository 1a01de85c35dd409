import koffi from 'koffi';
import { appendCuda, type CudaOptions } from './cuda.ts';
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

/** What a session may use. */
export interface SessionSettings {
  /** Of one run; with 1 it stays on the thread that calls it. */
  readonly threads: number;
  /** The card to run on; undefined: none. */
  readonly cuda?: CudaOptions | undefined;
}

/** Reads an ONNX file on another thread. Throws an `OrtFailure` if it cannot be read, or CUDA cannot be used. */
export async function openSession(
  runtime: Runtime,
  file: string,
  settings: SessionSettings,
): Promise<Session> {
  const { api, environment } = runtime;
  const options = sessionOptions(runtime, settings);
  try {
    return described(runtime, await api.CreateSession.later(environment, file, options));
  } finally {
    api.ReleaseSessionOptions(options);
  }
}

/** Reads a small graph in the bytes of an ONNX file, here and now. Throws as `openSession` does. */
export function openGraphBytes(runtime: Runtime, graph: Uint8Array, settings: SessionSettings): Session {
  const { api, environment } = runtime;
  const options = sessionOptions(runtime, settings);
  try {
    return described(runtime, api.CreateSessionFromArray(environment, graph, graph.length, options));
  } finally {
    api.ReleaseSessionOptions(options);
  }
}

/** As long as the gaps between the large operators of a step last. */
const spinMicroseconds = 20;

/**
 * Threads that wait by spinning take the cores from the other models: measured five times slower. A run over several threads
 * spins for a moment, so that the others are still there for its next operator, in versions that can be told how long.
 */
function setSpinning({ api, version }: Runtime, options: bigint, threads: number): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const spins = threads > 1 && (major > 1 || minor >= 30);
  api.AddSessionConfigEntry(options, 'session.intra_op.allow_spinning', spins ? '1' : '0');
  if (spins) api.AddSessionConfigEntry(options, 'session.intra_op.spin_duration_us', `${spinMicroseconds}`);
}

function sessionOptions(runtime: Runtime, { threads, cuda }: SessionSettings): bigint {
  const { api } = runtime;
  const options = api.CreateSessionOptions();
  try {
    api.SetSessionGraphOptimizationLevel(options, allOptimisations);
    api.SetIntraOpNumThreads(options, threads);
    api.SetInterOpNumThreads(options, 1);
    setSpinning(runtime, options, threads);
    if (cuda !== undefined) appendCuda(runtime, options, cuda);
    return options;
  } catch (error) {
    api.ReleaseSessionOptions(options);
    throw error;
  }
}

function described(runtime: Runtime, handle: bigint): Session {
  try {
    return { handle, inputs: ports(runtime, handle, 'Input'), outputs: ports(runtime, handle, 'Output') };
  } catch (error) {
    runtime.api.ReleaseSession(handle);
    throw error;
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
