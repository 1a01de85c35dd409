/** Whether models compute on a graphics card what they compute on the CPU, and how fast: `node check.mjs --help`. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DeviceUnavailable } from '@vr/core';
import { cudaDevice } from '../../device/cuda.ts';
import { diagnose } from '../../diagnose.ts';
import type { Dtype } from '../../dtype.ts';
import { formatsIn } from '../../inspect.ts';
import { load, loadOn } from '../../load.ts';
import type { LoadedModel } from '../../loaded-model.ts';
import { apart } from '../apart.ts';
import { type Golden, readGolden } from '../golden.ts';
import { type Parity, parity } from './parity.ts';
import { parityTable, speedTable, sumTable } from './report.ts';
import { batches, type StepTime, stepTime } from './speed.ts';
import { type SumCheck, sumOfModels, sumOfScores } from './sums.ts';

const usage = `node check.mjs [options]

Compares models on a graphics card with the same models on the CPU (scores, batches, PyTorch's scores), and the sum of three
guided models there with the sum in JavaScript, both timed; then times decoding steps of each model and of three at once, on the
card and on the CPU. Prints tables and writes JSON. Exits with 1 if a comparison fails.

  --device <name>    cuda, or cpu to try the check itself out without a card (default: cuda)
  --models <folder>  where the model folders are (default: models beside this file, or here)
  --steps <n>        decoding steps that are timed, each time (default: 100)
  --json <file>      what to write (default: gpu-check.json)
  --help             this

ORT_LIB_DIR names the folder with ONNX Runtime and its CUDA provider.`;

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: 'cuda' },
    models: { type: 'string' },
    steps: { type: 'string', default: '100' },
    json: { type: 'string', default: 'gpu-check.json' },
    help: { type: 'boolean' },
  },
});
const guided = ['large-base', 'small-base', 'small-expert'];
const wideBatches = [1, 32] as const;

interface Folder {
  readonly name: string;
  readonly path: string;
  readonly golden: Golden;
}

if (values.help) console.log(usage);
else process.exitCode = await main();

async function main(): Promise<number> {
  const { device } = values;
  const steps = Number(values.steps);
  if (device !== 'cuda' && device !== 'cpu') return misused(`--device takes cuda or cpu, not ${device}.`);
  if (!(Number.isInteger(steps) && steps > 0)) return misused('--steps takes a whole number above 0.');
  const folders = foldersIn(values.models ?? usualModels());
  if (folders.length === 0) return misused('There are no model folders with fp16 graphs. Say --models.');
  try {
    const report = await check(folders, device, steps);
    return [...report.parity, ...report.sums].every(({ passed }) => passed) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof DeviceUnavailable)) throw error;
    console.error(`${error.message}\nWithout a card, --device cpu tries the check itself out.`);
    return 1;
  }
}

function misused(what: string): number {
  console.error(`${what}\nSee node check.mjs --help.`);
  return 2;
}

function usualModels(): string {
  const beside = join(import.meta.dirname, '../../models');
  return existsSync(beside) ? beside : 'models';
}

function foldersIn(models: string): Folder[] {
  const names = existsSync(models) ? readdirSync(models).sort() : [];
  return names
    .map((name) => ({ name, path: join(models, name) }))
    .filter(({ path }) => existsSync(join(path, 'onnx/decoder_model_merged_fp16.onnx')))
    .map((folder) => ({ ...folder, golden: readGolden(folder.path) }));
}

async function check(folders: readonly Folder[], device: 'cuda' | 'cpu', steps: number) {
  const three = folders.filter(({ name }) => guided.includes(name));
  const ways = [...three.map((folder) => [folder]), ...(three.length > 1 ? [three] : [])];
  const sums = three.length === guided.length ? batches.length + wideBatches.length : 0;
  const tick = progress(folders.length + sums + 2 * ways.length * batches.length);
  const report = {
    device,
    findings: await diagnose(),
    node: process.version,
    parity: [] as Parity[],
    sums: [] as SumCheck[],
    speed: [] as StepTime[],
  };
  // What was found counts, also if the card fails halfway.
  const save = () => {
    const speed = report.speed.map(({ best: _, ...rest }) => rest);
    writeFileSync(values.json, `${JSON.stringify({ ...report, speed }, undefined, 1)}\n`);
  };
  for (const folder of folders) {
    tick(`scores of ${folder.name}`);
    report.parity.push(await comparedWithCpu(folder, device));
    save();
  }
  console.log(`\n${parityTable(report.parity)}\n`);
  if (three.length === guided.length) {
    report.sums.push(...(await comparedSums(three, device, steps, tick)));
    save();
    console.log(`${sumTable(report.sums)}\n`);
  }
  for (const where of ['cpu', device] as const) {
    const loaded = new Map<string, LoadedModel>();
    const dtype = where === 'cpu' ? await cpuDtype(three) : 'fp16';
    for (const { name, path } of three) loaded.set(name, await load(path, { device: where, dtype, name }));
    for (const way of ways) {
      for (const batch of batches) {
        tick(`steps of ${way.map(({ name }) => name).join(', ')}: ${batch} sequences on ${where}`);
        const models = way.map(({ name }) => loaded.get(name)!);
        report.speed.push(await stepTime(models, way[0]!.golden, batch, steps, dtype));
        save();
      }
    }
    for (const model of loaded.values()) await model.close();
  }
  console.log(`\n${speedTable(report.speed)}\n`);
  console.log(`Written: ${values.json}`);
  return report;
}

async function comparedWithCpu({ name, path, golden }: Folder, device: 'cuda' | 'cpu'): Promise<Parity> {
  const model = await load(path, { device, dtype: 'fp16', name });
  const onCpu = await load(path, { device: 'cpu', dtype: 'fp16', name });
  try {
    return await parity(model, onCpu, golden);
  } finally {
    await Promise.all([model.close(), onCpu.close()]);
  }
}

/** Sums of the three models' scores on the device, and of rows as wide as large vocabularies. */
async function comparedSums(
  three: readonly Folder[],
  where: 'cuda' | 'cpu',
  steps: number,
  tick: (what: string) => void,
): Promise<SumCheck[]> {
  const found: SumCheck[] = [];
  // Without a card, main memory is used as a card's is.
  const device = where === 'cuda' ? cudaDevice({ deviceId: 0, memoryLimit: undefined }) : apart;
  const models = await Promise.all(
    three.map(({ name, path }) => loadOn(device, path, name, { dtype: 'fp16' })),
  );
  for (const batch of batches) {
    tick(`sums of ${batch} sequences`);
    found.push(await sumOfModels(models, three[0]!.golden, batch, steps));
  }
  for (const model of models) await model.close();
  for (const batch of wideBatches) {
    tick(`sums of ${batch} rows of a large vocabulary`);
    found.push(await sumOfScores(device, batch, Math.min(steps, 20)));
  }
  return found;
}

/** The CPU is fastest in single precision: it is measured in that where all folders have it. */
async function cpuDtype(folders: readonly Folder[]): Promise<Dtype> {
  const formats = await Promise.all(folders.map(({ path }) => formatsIn(path)));
  return formats.every((some) => some.some(({ dtype }) => dtype === 'fp32')) ? 'fp32' : 'fp16';
}

/** Says on stderr what comes next, and how long all of it may take still. */
function progress(total: number): (what: string) => void {
  const start = performance.now();
  let done = 0;
  return (what) => {
    const elapsed = (performance.now() - start) / 1000;
    const left = done === 0 ? '' : `, about ${Math.round((elapsed / done) * (total - done))} s left`;
    console.error(`[${done + 1}/${total}] ${Math.round(elapsed)} s${left}: ${what}`);
    done++;
  };
}
