import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SampleDone, SampleHead, SampleRecord } from './record.ts';
import { createRunFolder, inspectRunFolder, openRunFolder, readRunFolder } from './run-folder.ts';
import { runRecord } from './testing/fixture.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'vr-bench-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

function sample(key: string, answer: string): SampleRecord {
  return {
    key,
    inputHash: '0'.repeat(64),
    epoch: 0,
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

test('a line torn off by a crash is dropped, and harms no other', () => {
  const first = createRunFolder(parent, runRecord());
  first.appendSample(sample('a', '1'));
  first.close();
  const file = join(first.path, 'samples.jsonl');
  appendFileSync(file, `{"key":"torn","answer":"${'x'.repeat(100_000)}`);
  expect(readRunFolder(first.path).samples.map(({ key }) => key)).toEqual(['a']);
  const second = openRunFolder(first.path);
  second.appendSample(sample('b', '2'));
  second.close();
  expect(readRunFolder(first.path).samples.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(readFileSync(file, 'utf8')).not.toContain('torn');
});

test('a line that is no record is an error that names file, line and what is wrong', () => {
  const { path, appendSample, close } = createRunFolder(parent, runRecord());
  appendSample(sample('a', '1'));
  close();
  const { written, ...lacking } = sample('b', '2') as SampleHead & SampleDone;
  for (const line of ['half', lacking, 7])
    appendFileSync(
      join(path, 'samples.jsonl'),
      `${typeof line === 'string' ? line : JSON.stringify(line)}\n`,
    );
  appendFileSync(join(path, 'scores.digit@1.jsonl'), '{"key":"a","value":"1"}\n');
  const file = join(path, 'samples.jsonl');
  expect(inspectRunFolder(path).faults).toEqual([
    `${file}:2: is not JSON`,
    `${file}:3: must have required properties written`,
    `${file}:4: expected a JSON object`,
    expect.stringContaining('scores.digit@1.jsonl:2: '),
  ]);
  expect(() => readRunFolder(path)).toThrow(`${file}:2: is not JSON`);
});

test('answers and marks are apart: an answer without its mark, or with that of another input, waits for it', () => {
  const { path, appendSample, appendScore } = createRunFolder(parent, runRecord());
  appendSample(sample('a', '1'));
  expect(readFileSync(join(path, 'samples.jsonl'), 'utf8')).not.toContain('"value"');
  expect(readFileSync(join(path, 'scores.digit@1.jsonl'), 'utf8')).not.toContain('"answer"');
  const score = { key: 'a', state: 'read', value: 0, read: '1' } as const;
  appendScore('digit@1', { ...score, inputHash: 'f'.repeat(64) });
  expect(readRunFolder(path).samples).toEqual([]);
  appendScore('digit@1', { ...score, inputHash: '0'.repeat(64) });
  expect(readRunFolder(path).samples).toEqual([{ ...sample('a', '1'), value: 0 }]);
});

test('rewriting a file leaves no draft behind', () => {
  const folder = createRunFolder(parent, runRecord());
  folder.saveRun(runRecord({ state: { type: 'done' } }));
  expect(readdirSync(folder.path)).toEqual(['lock', 'run.json']);
  folder.close();
  expect(readRunFolder(folder.path).run.state.type).toBe('done');
});

test('refuses a folder that is no run, or of another format', () => {
  expect(() => readRunFolder(parent)).toThrow('is not a run folder');
  writeFileSync(join(parent, 'run.json'), JSON.stringify({ ...runRecord(), version: 99 }));
  expect(() => readRunFolder(parent)).toThrow('format 99');
});

test('a run.json that is torn or lacks a part is refused by what is wrong with it', () => {
  const { path } = createRunFolder(parent, runRecord());
  const { plan, counts, ...rest } = runRecord();
  writeFileSync(join(path, 'run.json'), JSON.stringify(rest));
  expect(() => readRunFolder(path)).toThrow('run.json: must have required properties plan, counts.');
  writeFileSync(join(path, 'run.json'), JSON.stringify(rest).slice(0, 40));
  expect(() => readRunFolder(path)).toThrow('run.json is not JSON');
});

test('a picture is kept once, pixel for pixel', async () => {
  const { path, saveImage, close } = createRunFolder(parent, runRecord());
  const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256);
  const image = { width: 5, height: 3, data };
  const names = await Promise.all([saveImage(image), saveImage({ ...image, data: data.slice() })]);
  expect(names[0]).toBe(names[1]);
  close();
  const again = openRunFolder(path);
  expect(await again.saveImage(image)).toBe(names[0]);
  expect(readdirSync(join(path, 'images'))).toEqual([names[0]]);
  const read = await sharp(join(path, 'images', names[0]!))
    .removeAlpha()
    .raw()
    .toBuffer();
  expect(new Uint8Array(read)).toEqual(data);
  expect(await saveImage({ width: 3, height: 5, data })).not.toBe(names[0]);
});
