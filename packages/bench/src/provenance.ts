import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { ModelFiles, ModelName, Provenance } from './record.ts';
import { UsageError } from './usage-error.ts';

/** Notes code, machine and models. `device` is where the runtime put the models. */
export function gatherProvenance(models: readonly ModelFiles[], device: string): Provenance {
  return {
    commit: commitOf(import.meta.dirname),
    versions: {
      vr: versionOf('../package.json'),
      node: process.versions.node,
      'onnxruntime-node': versionOf('onnxruntime-node/package.json'),
    },
    hardware: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      platform: `${process.platform} ${process.arch}`,
      os: `${type()} ${release()}`,
      device,
      loadAverage: loadavg()[0]!,
    },
    models,
  };
}

/** Hashes the weights of these models. Throws `UsageError` if the folder lacks one. */
export function hashModels(folder: string, names: readonly ModelName[]): ModelFiles[] {
  const missing = names.filter((name) => !existsSync(join(folder, name, 'onnx')));
  if (missing.length > 0)
    throw new UsageError(
      `There is no model ${missing.join(', ')} in ${folder}, ${contentsOf(folder)}. ` +
        `Each is a folder with ${missing[0]}/onnx/*.onnx in it; --models says where to look.`,
    );
  return names.map((name) => modelFiles(folder, name));
}

function modelFiles(folder: string, name: string): ModelFiles {
  const files = readdirSync(join(folder, name, 'onnx'))
    .sort()
    .map((file) => ({ file, sha256: sha256(readFileSync(join(folder, name, 'onnx', file))) }));
  return { name, sha256: sha256(files.map((file) => `${file.file} ${file.sha256}\n`).join('')), files };
}

function contentsOf(folder: string): string {
  if (!existsSync(folder)) return 'which does not exist';
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.slice(0, 6).map(({ name }) => name);
  return `which holds ${names.length === 0 ? 'no folders' : names.join(', ')}${folders.length > 6 ? ' and more' : ''}`;
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function commitOf(folder: string): Provenance['commit'] {
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return { hash: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    return undefined; // a copy without its history
  }
}

function versionOf(manifest: string): string {
  return createRequire(import.meta.url)(manifest).version;
}
