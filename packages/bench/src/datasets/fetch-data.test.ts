import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { HubSource } from './data-source.ts';
import { fetchData, fingerprints } from './fetch-data.ts';
import { obtainData } from './obtain-data.ts';
import { temporaryFolder, writeFiles } from './testing.ts';

const source: HubSource = {
  type: 'hub',
  repository: 'maker/Set',
  revision: 'abc123',
  split: 'test',
  rows: ['data (1)/test-*.parquet'],
  beside: ['note.txt'],
};
const large = Buffer.from('0123456789'.repeat(1000));
const largePath = 'data (1)/test-00000-of-00001.parquet';
const note = 'a note';
const sha256 = createHash('sha256').update(large).digest('hex');
const sha1 = createHash('sha1').update(`blob ${note.length}\0${note}`).digest('hex');
const entries = [
  { type: 'directory', path: 'data (1)', size: 0, oid: '1' },
  { type: 'file', path: largePath, size: large.length, oid: '2', lfs: { oid: sha256 } },
  { type: 'file', path: 'other.txt', size: 1, oid: '3' },
];
const moreEntries = [{ type: 'file', path: 'note.txt', size: note.length, oid: sha1 }];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A hub that gives out `content` for the large file; `asked` keeps what was asked of it. */
async function hub(content: Buffer = large) {
  const asked: string[] = [];
  const endpoint: string = await serve((request, answer) => {
    asked.push([request.url, request.headers.range].filter(Boolean).join(' '));
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (request.url?.endsWith('cursor=2')) return answer.end(JSON.stringify(moreEntries));
    if (request.url?.startsWith('/api/')) {
      answer.setHeader('link', `<${endpoint}/api/datasets/maker/Set/tree/abc123?cursor=2>; rel="next"`);
      return answer.end(JSON.stringify(entries));
    }
    if (request.url?.endsWith('note.txt')) return answer.end(note);
    answer.writeHead(from > 0 ? 206 : 200);
    return answer.end(content.subarray(from));
  });
  return { endpoint, asked };
}

test('the files of a source are fetched, each once', async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hub();
  await fetchData(source, folder, { endpoint });
  await fetchData(source, folder, { endpoint });
  expect(Buffer.compare(await readFile(join(folder, 'maker/Set', largePath)), large)).toBe(0);
  expect(await readFile(join(folder, 'maker/Set/note.txt'), 'utf8')).toBe(note);
  expect(asked.filter((url) => url.includes('resolve'))).toEqual([
    '/datasets/maker/Set/resolve/abc123/data%20(1)/test-00000-of-00001.parquet',
    '/datasets/maker/Set/resolve/abc123/note.txt',
  ]);
  expect(await fingerprints(join(folder, 'maker/Set'), [largePath])).toEqual([{ path: largePath, sha256 }]);
});

test('data that are there are not asked for', async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hub();
  const fetched = await obtainData(source, folder, { endpoint });
  expect(fetched).toEqual({ folder: join(folder, 'maker/Set'), rows: [largePath] });
  asked.length = 0;
  expect(await obtainData(source, folder, { endpoint })).toEqual(fetched);
  expect(asked).toEqual([]);
});

test('a file that was cut off is gone on with', async () => {
  const folder = await temporaryFolder();
  const { endpoint, asked } = await hub();
  await writeFiles(folder, { [`maker/Set/${largePath}.part`]: large.subarray(0, 4000) });
  await fetchData(source, folder, { endpoint });
  expect(Buffer.compare(await readFile(join(folder, 'maker/Set', largePath)), large)).toBe(0);
  expect(asked.some((url) => url.endsWith('bytes=4000-'))).toBe(true);
});

test('a file that breaks off is kept as far as it came', async () => {
  const folder = await temporaryFolder();
  const endpoint = await serve((request, answer) => {
    if (request.url?.startsWith('/api/')) return answer.end(JSON.stringify(entries));
    answer.writeHead(200, { 'content-length': large.length });
    answer.write(large.subarray(0, 4000), () => setTimeout(() => answer.destroy(), 50));
  });
  await expect(fetchData(source, folder, { endpoint })).rejects.toThrow(
    /parquet broke off \(.*it goes on from there/,
  );
  expect(statSync(join(folder, 'maker/Set', `${largePath}.part`)).size).toBe(4000);
});

test('a file that arrives damaged is not kept', async () => {
  const folder = await temporaryFolder();
  const { endpoint } = await hub(Buffer.alloc(large.length, 'x'));
  await expect(fetchData(source, folder, { endpoint })).rejects.toThrow(/parquet arrived damaged/);
  expect(existsSync(join(folder, 'maker/Set', largePath))).toBe(false);
  expect(existsSync(join(folder, 'maker/Set', `${largePath}.part`))).toBe(false);
});

test('data that are given out on terms say where these are', async () => {
  const endpoint = await serve((_, answer) => answer.writeHead(401).end());
  await expect(fetchData(source, 'data', { endpoint })).rejects.toThrow(
    `agree on ${endpoint}/datasets/maker/Set, then log in with huggingface-cli`,
  );
});

test('files that were renamed are told', async () => {
  const endpoint = await serve((_, answer) => answer.end('[]'));
  await expect(fetchData(source, 'data', { endpoint })).rejects.toThrow(/its files were renamed/);
});

test('without a network there is one line with the command for a machine that has one', async () => {
  const error: Error = await fetchData(source, 'data', { endpoint: 'http://127.0.0.1:9' }).then(
    () => new Error('fetched'),
    (error) => error,
  );
  expect(error.message).toMatch(
    /^127\.0\.0\.1:9 cannot be reached \(.*\)\. Fetch the data by hand: huggingface-cli download/,
  );
  expect(error.message).not.toContain('\n');
});
