import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportSplit } from './export.ts';
import { protocolTexts } from './protocol-texts.ts';
import { draw } from './suites/draw.ts';
import { sceneRandom, suites } from './suites/index.ts';

const count = 4096 + 10;
const suite = suites.map(({ name }) => name);
let out: string;
let reported = 0;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'vr-export-'));
  await exportSplit({ split: 'validation', count, seed: 5, out, suite, processes: 2 }, (done) => {
    reported = done;
  });
}, 60_000);
afterAll(() => rm(out, { recursive: true }));

test('the index tells what was written, and by which suites', async () => {
  const index = JSON.parse(await readFile(join(out, 'index.json'), 'utf8'));
  expect(index).toEqual({
    version: 1,
    suiteVersions: Object.fromEntries(suites.map(({ name, version }) => [name, version])),
    split: 'validation',
    seed: 5,
    count,
    shards: [
      { name: 'shard-0000', count: 4096 },
      { name: 'shard-0001', count: 10 },
    ],
    protocol: protocolTexts(),
  });
  expect(reported).toBe(count);
});

test('pictures and questions are those of the suites, dealt in turn', async () => {
  const pixels = await readFile(join(out, 'shard-0001.rgb'));
  const lines = (await readFile(join(out, 'shard-0001.jsonl'), 'utf8')).trim().split('\n');
  expect(pixels.length).toBe(10 * 64 * 64 * 3);
  expect(lines.length).toBe(10);
  lines.forEach((line, i) => {
    const number = 4096 + i;
    const { name, compose } = suites[number % suites.length]!;
    const scene = compose(sceneRandom(name, 'validation', 5, Math.floor(number / suites.length)));
    const { objects, questions } = JSON.parse(JSON.stringify(scene));
    expect(JSON.parse(line)).toEqual({
      suite: name,
      id: `${name}-validation-5-${Math.floor(number / suites.length)}`,
      objects,
      questions,
    });
    const bytes = 64 * 64 * 3;
    expect(pixels.subarray(i * bytes, (i + 1) * bytes).equals(Buffer.from(draw(scene.marks).data))).toBe(
      true,
    );
  });
});

test('a folder that cannot be written to is an error that names it', async () => {
  const options = { split: 'train', count: 3, seed: 0, suite, processes: 1 } as const;
  await expect(exportSplit({ ...options, out: join(out, 'index.json', 'below') })).rejects.toThrow(
    /ENOTDIR.*below/,
  );
});
