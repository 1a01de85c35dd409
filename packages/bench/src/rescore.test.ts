import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rescore } from './rescore.ts';
import { readRunFolder } from './run-folder.ts';
import { suites } from './testing/fixture.ts';
import { tableRun } from './testing/table-run.ts';

const parent = mkdtempSync(join(tmpdir(), 'vr-rescore-'));
afterAll(() => rmSync(parent, { recursive: true }));
const text = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

test('by the same scorer nothing changes, and the summary is the same byte for byte', async () => {
  const folder = await tableRun(parent);
  const before = text(folder, 'summary.json');
  const { scorer, marked, unparsed, changed } = rescore(folder, 'digit', suites);
  expect({ scorer, marked, unparsed, changed }).toEqual({
    ...{ scorer: 'digit@1', marked: 80, unparsed: 20, changed: 0 },
  });
  expect(text(folder, 'summary.json')).toBe(before);
});

test('another version of the rule leaves the answers as they are, and has marks and a summary of its own', async () => {
  const folder = await tableRun(parent);
  const [samples, summary] = [text(folder, 'samples.jsonl'), text(folder, 'summary.json')];
  const stricter = suites.map((suite) => ({
    ...{ ...suite, scorer: 'digit@2' },
    score: (answer: string) => ({ value: 0, read: answer }),
  }));
  const rescored = rescore(folder, 'digit@2', stricter);
  expect(rescored).toMatchObject({ scorer: 'digit@2', marked: 80, changed: 60, unparsed: 0 });
  expect(rescored.summary.scorers).toEqual(['digit@2']);
  expect(rescored.summary.overall.map(({ accuracy }) => accuracy)).toEqual([0, 0, 0, 0]);
  expect(text(folder, 'samples.jsonl')).toBe(samples);
  expect(text(folder, 'summary.json')).toBe(summary);
  expect(JSON.parse(text(folder, 'summary.digit@2.json')).scorers).toEqual(['digit@2']);
  expect(
    readRunFolder(folder).samples.filter((sample) => sample.state === 'done' && sample.value === 1),
  ).toHaveLength(60);
});

test('a published scorer may mark, too; one that there is not is named', async () => {
  const folder = await tableRun(parent);
  expect(rescore(folder, 'gsm8k', suites)).toMatchObject({ scorer: 'gsm8k@3101c7d', marked: 80 });
  expect(() => rescore(folder, 'gsm9k', suites)).toThrow('There is no scorer "gsm9k"');
});
