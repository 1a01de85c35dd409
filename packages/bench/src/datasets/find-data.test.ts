import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DataMissing, type HubSource } from './data-source.ts';
import { findData } from './find-data.ts';
import { temporaryFolder, writeFiles } from './testing.ts';

const source: HubSource = {
  type: 'hub',
  repository: 'maker/Set',
  revision: 'abc123',
  split: 'test',
  rows: ['standard (10 options)/test-*.parquet', 'data/test-*.parquet'],
};
const parts = ['data/test-00000-of-00002.parquet', 'data/test-00001-of-00002.parquet'];
const written = Object.fromEntries(parts.map((path) => [path, 'x']));

test.each([
  ['owner and name', 'maker/Set'],
  ['name', 'Set'],
  ["the hub's cache", 'datasets--maker--Set/snapshots/abc123'],
  ["the hub's cache at home", 'hub/datasets--maker--Set/snapshots/abc123'],
])('data are found under %s', async (_, below) => {
  const folder = await temporaryFolder();
  await writeFiles(join(folder, below), written);
  expect(await findData(source, folder)).toEqual({ folder: join(folder, below), rows: parts });
});

test('a branch is what the cache says it is, and files may be links', async () => {
  const folder = await temporaryFolder();
  const cache = join(folder, 'datasets--maker--Set');
  await writeFiles(cache, { 'refs/main': 'def456', 'blobs/1': 'x', 'snapshots/def456/README.md': '' });
  await symlink(join(cache, 'blobs/1'), join(cache, 'snapshots/def456/test.jsonl'));
  const found = await findData({ ...source, revision: 'main', rows: ['test.jsonl'] }, folder);
  expect(found.rows).toEqual(['test.jsonl']);
});

test('files come in the order of the patterns; dots and brackets in them mean themselves', async () => {
  const folder = await temporaryFolder();
  const first = 'standard (10 options)/test-00000-of-00001.parquet';
  await writeFiles(join(folder, 'Set'), {
    ...written,
    [first]: 'x',
    'data/train-00000-of-00001.parquet': 'x',
  });
  expect((await findData(source, folder)).rows).toEqual([first, ...parts]);
});

test('data of another revision in the cache are not taken for these', async () => {
  const folder = await temporaryFolder();
  await writeFiles(join(folder, 'datasets--maker--Set/snapshots/other'), written);
  await expect(findData(source, folder)).rejects.toThrow(DataMissing);
});

test('what is missing is told with where it belongs and the command that fetches it', async () => {
  await expect(
    findData({ ...source, rows: ['data.jsonl'], byHand: 'unzip images.zip' }, 'data'),
  ).rejects.toThrow(
    'There is no data.jsonl in data/maker/Set. Fetch it with: huggingface-cli download maker/Set --repo-type dataset ' +
      '--revision abc123 --include "data.jsonl" --local-dir data/maker/Set, then unzip images.zip',
  );
});

test('a part that is missing is told', async () => {
  const folder = await temporaryFolder();
  await writeFiles(join(folder, 'Set'), { [parts[1]!]: 'x' });
  await expect(findData(source, folder)).rejects.toThrow(
    'data/test-*-of-00002 is 2 files, and 1 of them are there. Fetch them with: huggingface-cli',
  );
});
