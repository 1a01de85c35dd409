import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SampleRecord } from './record.ts';
import { createRunFolder, openRunFolder, readRunFolder } from './run-folder.ts';
import { runRecord } from './testing/fixture.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'vr-bench-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

function sample(key: string, answer: string): SampleRecord {
  return {
    key,
    arm: 'large-base',
    parameters: {},
    suite: 'math',
    question: key,
    kind: 'digit',
    prompt: '',
    target: '',
    state: 'done',
    answer,
    finish: 'end',
    tokens: 1,
    largeTokens: 1,
    dropped: { small: 0, large: 0 },
    takeOvers: 0,
    visualTokens: 0,
    escalations: [],
    value: 1,
    read: answer,
    elapsedMs: 1,
    image: undefined,
    written: [],
  };
}

test('reads back what was written', () => {
  const folder = createRunFolder(parent, runRecord());
  folder.appendSample(sample('a', '1'));
  folder.appendSample(sample('b', '2'));
  folder.appendRound({ round: 0, blocks: [] });
  const contents = readRunFolder(folder.path);
  expect(contents.run).toEqual(runRecord());
  expect(contents.samples).toEqual([sample('a', '1'), sample('b', '2')]);
  expect(contents.rounds).toEqual([{ round: 0, blocks: [] }]);
});

test('of two lines with one key the later counts', () => {
  const folder = createRunFolder(parent, runRecord());
  folder.appendSample(sample('a', '1'));
  folder.appendSample(sample('a', '2'));
  expect(readRunFolder(folder.path).samples).toEqual([sample('a', '2')]);
});

test('a line torn off by a crash harms no other', () => {
  const { path, appendSample } = createRunFolder(parent, runRecord());
  appendSample(sample('a', '1'));
  appendFileSync(join(path, 'samples.jsonl'), '{"key":"torn","ans');
  openRunFolder(path).appendSample(sample('b', '2'));
  expect(readRunFolder(path).samples.map(({ key }) => key)).toEqual(['a', 'b']);
});

test('rewriting a file leaves no draft behind', () => {
  const folder = createRunFolder(parent, runRecord());
  folder.saveRun(runRecord({ state: { type: 'done' } }));
  expect(readdirSync(folder.path)).toEqual(['run.json']);
  expect(readRunFolder(folder.path).run.state.type).toBe('done');
});

test('refuses a folder that is no run, or of another format', () => {
  expect(() => readRunFolder(parent)).toThrow('is not a run folder');
  const { path } = createRunFolder(parent, { ...runRecord(), version: 99 as never });
  expect(() => readRunFolder(path)).toThrow('format 99');
});

test('a run.json that is torn or lacks a part is refused by what is wrong with it', () => {
  const { path } = createRunFolder(parent, runRecord());
  const { plan, counts, ...rest } = runRecord();
  writeFileSync(join(path, 'run.json'), JSON.stringify(rest));
  expect(() => readRunFolder(path)).toThrow('run.json lacks plan, counts.');
  writeFileSync(join(path, 'run.json'), JSON.stringify(rest).slice(0, 40));
  expect(() => readRunFolder(path)).toThrow('run.json is not JSON');
});

test('a picture is kept once, pixel for pixel', async () => {
  const { path, saveImage } = createRunFolder(parent, runRecord());
  const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256);
  const image = { width: 5, height: 3, data };
  const names = await Promise.all([saveImage(image), saveImage({ ...image, data: data.slice() })]);
  expect(names[0]).toBe(names[1]);
  expect(await openRunFolder(path).saveImage(image)).toBe(names[0]);
  expect(readdirSync(join(path, 'images'))).toEqual([names[0]]);
  const read = await sharp(join(path, 'images', names[0]!))
    .removeAlpha()
    .raw()
    .toBuffer();
  expect(new Uint8Array(read)).toEqual(data);
  expect(await saveImage({ width: 3, height: 5, data })).not.toBe(names[0]);
});
