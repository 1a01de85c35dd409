import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dense, type Sequence } from '@vr/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphFile, graphNames } from '../../dtype.ts';
import { load } from '../../load.ts';
import { libraryPath } from '../../ort/library.ts';
import { type Golden, itemsOf } from '../golden.ts';
import { microFiles, writeFolder } from '../micro-model.ts';
import { parity } from './parity.ts';
import { agreement, type StepTime } from './speed.ts';
import type { SumCheck } from './sums.ts';

/** Processes take seconds to start where much else runs. */
const patience = 300_000;
const root = mkdtempSync(join(tmpdir(), 'vr-gpu-'));
afterAll(() => rmSync(root, { recursive: true }));
const libraries = dirname(libraryPath('test', undefined));

/** A folder of half-precision graphs, with what they score as if PyTorch had said so. */
async function goldenFolder(name: string, seed: number): Promise<string> {
  const files = microFiles({ cacheType: 'float16', seed });
  const folder = writeFolder(files);
  for (const graph of graphNames)
    writeFileSync(join(folder, graphFile(graph, 'fp16')), files[graphFile(graph, 'fp32')] as Uint8Array);
  const model = await load(folder, { device: 'cpu', dtype: 'fp16' });
  const cases: Golden['cases'][number][] = [];
  for (const [n, text] of ['How many?', 'Which one is the largest?'].entries()) {
    const items = [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }];
    const answer = [65 + n, 66, 67, 68].slice(n);
    const sequence: Sequence = { items: [...itemsOf({ items, images: [] }), ...answer], done: false };
    const rows = answer.length + 1;
    const { data, vocab } = dense((await model.forward([{ sequence, rows }]))[0]!);
    const logits = { rows, vocab, data: Buffer.from(data.buffer).toString('base64') };
    cases.push({ name: text, question: text, items, images: [], input_ids: [], answer, logits });
  }
  await model.close();
  const tolerances = { fp32: 0.01, fp16: 0.05, q8: 0.1, q4: 0.1 };
  writeFileSync(join(folder, 'golden.json'), JSON.stringify({ tolerances, cases }));
  const at = join(root, 'models', name);
  cpSync(folder, at, { recursive: true });
  rmSync(folder, { recursive: true });
  return at;
}

let folders: readonly string[];
beforeAll(async () => {
  mkdirSync(join(root, 'models'));
  const names = ['large-base', 'small-base', 'small-expert'];
  folders = await Promise.all(names.map((name, index) => goldenFolder(name, index + 1)));
}, patience);

describe('the comparison', () => {
  const compared = async (folder: string, other: string) => {
    const golden: Golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
    const options = { device: 'cpu', dtype: 'fp16' } as const;
    const [model, onCpu] = await Promise.all([load(folder, options), load(other, options)]);
    const found = await parity(model, onCpu, golden);
    await Promise.all([model.close(), onCpu.close()]);
    return found;
  };

  test('passes for a model with itself', async () => {
    const found = await compared(folders[0]!, folders[0]!);
    expect(found).toMatchObject({ passed: true, fromCpu: { largest: 0, sameBest: 1 } });
    expect(found.batchFromAlone.largest).toBeLessThan(0.01);
  });

  test('fails for another model', async () => {
    const found = await compared(folders[0]!, folders[1]!);
    expect(found.passed).toBe(false);
    expect(found.fromCpu.largest).toBeGreaterThan(0.5);
    expect(found.fromCpu.sameBest).toBeLessThan(0.5);
  });

  test('of best tokens is the share that is the same', () => {
    const [a, b] = [{ best: [1, 2, 3, 4] }, { best: [1, 9, 3, 4] }] as unknown as StepTime[];
    expect([agreement(a!, a!), agreement(a!, b!)]).toEqual([1, 0.75]);
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'what is packed for a card',
  { timeout: patience },
  () => {
    const packed = join(root, 'packed');
    // NODE_PATH, which pnpm sets, would let it find what is installed here.
    const { NODE_PATH: _, ORT_LIB_DIR: __, ...bare } = process.env;
    const environment = { ...bare, ORT_LIB_DIR: libraries };
    const check = (words: readonly string[], env: NodeJS.ProcessEnv = environment) =>
      spawnSync(process.execPath, [join(packed, 'check.mjs'), ...words], {
        cwd: root,
        encoding: 'utf8',
        env,
      });
    beforeAll(() => {
      const pack = join(import.meta.dirname, 'pack.ts');
      const env = { ...process.env, VR_MODELS: join(root, 'models') };
      execFileSync(process.execPath, ['--import', 'tsx', pack, packed], { env, cwd: import.meta.dirname });
    }, patience);

    test('runs where nothing is installed, and says how alike and how fast', () => {
      const { status, stdout, stderr } = check(['--device', 'cpu', '--steps', '3', '--json', 'found.json']);
      const all = 'large-base, small-base, small-expert';
      expect(stderr).toContain(`s left: steps of ${all}: 64 sequences on cpu`);
      expect(status).toBe(0);
      expect(stdout).toMatch(/\| large-base +\|.*\| passed \|/);
      expect(stdout).toMatch(/\| large-base \+ small-base \+ small-expert \| +64 \|.*\| +100\.0 % \|/);
      const found = JSON.parse(readFileSync(join(root, 'found.json'), 'utf8'));
      expect(found.parity).toHaveLength(3);
      expect(found.sums.map(({ vocabulary }: SumCheck) => vocabulary)).toEqual([
        261, 261, 261, 261, 151_936, 151_936,
      ]);
      expect(found.sums.every(({ passed, sameBest }: SumCheck) => passed && sameBest === 1)).toBe(true);
      expect(found.speed).toHaveLength(2 * 4 * 4);
    });

    test('says what is missing where there is no card, or no ONNX Runtime', () => {
      const noCard = check(['--json', 'none.json'], { ...environment, ORT_LIB_DIR: root });
      expect(noCard.status).toBe(1);
      expect(noCard.stderr).toContain('expected /');
      expect(check([], bare).stderr).toContain(
        'expected the package onnxruntime-node, found no such package',
      );
    });

    test('has a help, and refuses words that it does not know', () => {
      expect(check(['--help']).stdout).toContain('--device <name>');
      expect(check(['--device', 'tpu'])).toMatchObject({ status: 2, stdout: '' });
      expect(check(['--steps', '0']).stderr).toContain('--steps takes a whole number above 0.');
      expect(check(['--models', 'nowhere']).stderr).toContain('There are no model folders with fp16 graphs.');
    });

    test('is not packed over what is there', () => {
      const pack = spawnSync(
        process.execPath,
        ['--import', 'tsx', join(import.meta.dirname, 'pack.ts'), packed],
        { encoding: 'utf8', cwd: import.meta.dirname },
      );
      expect(pack.status).toBe(2);
      expect(pack.stderr).toContain('is there already');
    });
  },
);
