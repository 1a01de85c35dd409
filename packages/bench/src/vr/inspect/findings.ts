import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Finding, Format } from '@vr/runtime-cuda';
import { modelNames } from '../../arms.ts';
import { bytesCell } from './bytes-cell.ts';

const leastNode = [20, 19] as const;
const leastMemory = 2 ** 30;
const leastDisk = 2 ** 30;

/** What is no matter of models: Node, cores, memory, disk. */
export function machineFindings(runs: string): Finding[] {
  return [nodeFinding(process.versions.node), memoryFinding(), diskFinding(runs)];
}

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = leastNode;
  const found = `${version}, ${process.platform} ${process.arch}`;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor))
    return { what: 'Node', state: 'ok', found };
  return { what: 'Node', state: 'fail', found, remedy: `Install Node ${leastNode.join('.')} or later.` };
}

function memoryFinding(): Finding {
  const free = freemem();
  const found = `${bytesCell(free)} free of ${bytesCell(totalmem())}, ${availableParallelism()} cores`;
  if (free >= leastMemory) return { what: 'memory', state: 'ok', found };
  return { what: 'memory', state: 'warn', found, remedy: 'End other programs, or load with fewer rows.' };
}

/** Where run folders go, or would be made. */
function diskFinding(runs: string): Finding {
  let folder = resolve(runs);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const found = `${bytesCell(bavail * bsize)} free for ${runs}`;
  if (bavail * bsize >= leastDisk) return { what: 'disk', state: 'ok', found };
  return {
    what: 'disk',
    state: 'warn',
    found,
    remedy: 'A large run takes hundreds of MiB: make room, or say --out.',
  };
}

/** Which model folders there are, and which of the family are not. */
export async function modelFindings(
  models: string,
  formatsIn: (folder: string) => Promise<readonly Format[]>,
): Promise<Finding[]> {
  const names = existsSync(models)
    ? readdirSync(models).filter((name) => existsSync(join(models, name, 'config.json')))
    : [];
  const found = await Promise.all(names.map((name) => modelFinding(name, join(models, name), formatsIn)));
  const missing = modelNames.filter((name) => !names.includes(name));
  if (missing.length === 0) return found;
  const remedy = 'training/README.md tells how to make them; --models says where to look.';
  const none = names.length === 0;
  const what = `models in ${models}`;
  const lack = none
    ? `none in ${models}`
    : `no ${missing.join(', ')}: the arms made of them cannot be measured`;
  return [...found, { what, state: none ? 'fail' : 'warn', found: lack, remedy }];
}

async function modelFinding(
  name: string,
  folder: string,
  formatsIn: (folder: string) => Promise<readonly Format[]>,
): Promise<Finding> {
  const formats = await formatsIn(folder);
  const found = formats.map(({ dtype, bytes }) => `${dtype} ${bytesCell(bytes)}`).join(', ');
  if (formats.some(({ dtype }) => dtype === 'fp32')) return { what: name, state: 'ok', found };
  const remedy = 'Export the folder again: the bench loads the fp32 graphs in onnx/.';
  return { what: name, state: 'fail', found: found || 'no whole set of graphs', remedy };
}
