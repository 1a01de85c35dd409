import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DeviceUnavailable } from '@vr/core';
import { type BoundApi, bindApi } from './api.ts';

/** ONNX Runtime, loaded once for the whole process. */
export interface Runtime extends BoundApi {
  readonly environment: bigint;
  /** The allocator of main memory. */
  readonly allocator: bigint;
  /** Describes main memory to ONNX Runtime. */
  readonly memory: bigint;
}

const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};
/** Below this level ONNX Runtime writes to stderr what it also says in its statuses. */
const fatalOnly = 4;

let loaded: Runtime | undefined;

/**
 * Loads ONNX Runtime from the folder named by `ORT_LIB_DIR`, else from the package onnxruntime-node. The
 * environment is never released: it may outlive any one model, and goes with the process.
 *
 * Throws `DeviceUnavailable` on behalf of `model` when there is no such file or it cannot be used.
 */
export function openRuntime(model: string): Runtime {
  if (loaded !== undefined) return loaded;
  const path = libraryPath(model);
  try {
    const bound = bindApi(path);
    const { api } = bound;
    loaded = {
      ...bound,
      environment: api.CreateEnv(fatalOnly, 'vr'),
      allocator: api.GetAllocatorWithDefaultOptions(),
      memory: api.CreateCpuMemoryInfo(0, 0),
    };
  } catch (cause) {
    throw new DeviceUnavailable({
      model,
      expected: `ONNX Runtime in ${path}`,
      found: cause instanceof Error ? cause.message : String(cause),
      remedy: 'Install onnxruntime-node again, or let ORT_LIB_DIR name the folder of another build.',
      cause,
    });
  }
  return loaded;
}

/** Where the shared library is, as `openRuntime` says. */
export function libraryPath(model: string, directory = process.env.ORT_LIB_DIR): string {
  const { platform, arch } = process;
  const name = fileNames[platform];
  const unavailable = (expected: string, found: string, remedy: string) =>
    new DeviceUnavailable({ model, expected, found, remedy });

  if (name === undefined) {
    throw unavailable(
      `one of the platforms ${Object.keys(fileNames).join(', ')}`,
      platform,
      'Run on one of these, or on a machine that serves the model.',
    );
  }
  const folder = directory ?? packagedFolder();
  if (folder === undefined) {
    throw unavailable(
      'the package onnxruntime-node',
      'no such package',
      'Install it, or let ORT_LIB_DIR name the folder of a build of ONNX Runtime.',
    );
  }
  const path = join(folder, name);
  if (!existsSync(path)) {
    throw unavailable(
      path,
      'no such file',
      directory === undefined
        ? `onnxruntime-node has no build for ${platform} ${arch}: let ORT_LIB_DIR name the folder of one.`
        : `Let ORT_LIB_DIR name the folder that holds ${name}, or unset it.`,
    );
  }
  return path;
}

function packagedFolder(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    return join(dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch);
  } catch {
    return undefined;
  }
}
