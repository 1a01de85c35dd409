import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DeviceUnavailable } from '@vr/core';
import { libraryPath, openRuntime } from './ort/library.ts';
import { providersOf } from './ort/providers.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  /** `warn`: it works, but not as well as it could. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do about it, where something is to be done. */
  readonly remedy?: string;
}

/** Looks whether models can be loaded on this machine, and where they would run. Changes nothing. */
export async function diagnose(): Promise<Finding[]> {
  const library = libraryFinding();
  if (library.state === 'fail') return [library];
  const path = libraryPath('doctor');
  const providers = providersOf(path);
  const own: Finding = { what: 'providers', state: 'ok', found: providers.join(', ') };
  const cards = await graphicsCards();
  const none = 'none that nvidia-smi knows: models run on the CPU';
  const seen: Finding = { what: 'graphics card', state: 'ok', found: cards ?? none };
  return [library, own, seen, await cuda(path, providers, cards), poolFinding()];
}

function libraryFinding(): Finding {
  const what = 'ONNX Runtime';
  try {
    const { version } = openRuntime('doctor');
    return { what, state: 'ok', found: `${version}, ${libraryPath('doctor')}` };
  } catch (error) {
    if (!(error instanceof DeviceUnavailable)) throw error;
    return { what, state: 'fail', found: error.message, remedy: 'Then everything else can be looked at.' };
  }
}

const run = promisify(execFile);

/** What a program says on stdout; undefined where there is none, or it fails. */
async function told(program: string, ...words: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(program, words, { timeout: 10_000 })).stdout;
  } catch {
    return undefined;
  }
}

async function graphicsCards(): Promise<string | undefined> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  const text = (await told('nvidia-smi', ...query))?.trim();
  return text ? text.split('\n').join('; ') : undefined;
}

const cudaLibrary = 'libonnxruntime_providers_cuda.so';

/** Whether ONNX Runtime could use CUDA, and what it lacks for it. */
async function cuda(path: string, providers: readonly string[], cards: string | undefined): Promise<Finding> {
  const what = 'CUDA';
  if (cards === undefined) return { what, state: 'ok', found: 'not needed: there is no card for it' };
  const here = 'This runtime computes on the CPU whatever the library can do.';
  if (!providers.includes('CUDAExecutionProvider'))
    return { what, state: 'ok', found: `the library was built without it. ${here}` };
  const file = join(dirname(path), cudaLibrary);
  if (!existsSync(file))
    return {
      what,
      state: 'warn',
      found: `the library knows it, but there is no ${cudaLibrary} beside it`,
      remedy: 'Let ORT_LIB_DIR name a folder with all files of a GPU build of ONNX Runtime.',
    };
  // A provider whose libraries are missing may take the process down with it, so the loader is asked from outside.
  const needs = await told('ldd', file);
  const missing = [...(needs ?? '').matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name!);
  if (missing.length === 0) return { what, state: 'ok', found: `its libraries are all there. ${here}` };
  return {
    what,
    state: 'warn',
    found: `it lacks ${missing.join(', ')}`,
    remedy:
      'Install the CUDA runtime and cuDNN that this build names, and let LD_LIBRARY_PATH hold their folders.',
  };
}

const usualPool = 4;
const modelsAtOnce = 3;

/** Forwards run in libuv's pool: as many models at once as it has threads. */
function poolFinding(): Finding {
  const size = Number(process.env.UV_THREADPOOL_SIZE ?? usualPool);
  const found = `${size} in libuv's pool, ${availableParallelism()} cores`;
  if (size >= modelsAtOnce) return { what: 'threads', state: 'ok', found };
  const remedy = `Set UV_THREADPOOL_SIZE to ${modelsAtOnce} or more: guidance runs ${modelsAtOnce} models at once.`;
  return { what: 'threads', state: 'warn', found, remedy };
}
