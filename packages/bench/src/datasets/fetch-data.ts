import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Progress } from '../progress.ts';
import { DataMissing, type HubSource, matches } from './data-source.ts';
import { fetchCommand, homeOf } from './find-data.ts';

export interface FetchOptions {
  /** @default https://huggingface.co */
  readonly endpoint?: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** A file as the hub lists it. */
interface Listed {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of large files; git's own hash of small ones. */
  readonly hash: { readonly kind: 'sha256' | 'git'; readonly hex: string };
}

const megabyte = 1e6;

/**
 * Fetches the files of a source that are not in `dataFolder` yet. What was fetched before is kept, a file that was cut off is
 * gone on with, and each is checked against the hub's hash. Throws `DataMissing` with the command that does the same by hand.
 */
export async function fetchData(
  source: HubSource,
  dataFolder: string,
  { endpoint = 'https://huggingface.co', progress, signal }: FetchOptions = {},
): Promise<void> {
  const home = homeOf(source, dataFolder);
  const get = (url: string, headers: Record<string, string> = {}) =>
    answered(url, { headers, ...(signal && { signal }) }, source, dataFolder);
  const files = (await listed(source, endpoint, get)).filter(
    ({ path, bytes }) => !isThere(inside(home, path), bytes),
  );
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  progress?.start(`fetch ${source.repository}`, Math.ceil(total / megabyte), 'MB');
  for (const file of files) {
    const address = file.path.split('/').map(encodeURIComponent).join('/');
    const url = `${endpoint}/datasets/${source.repository}/resolve/${source.revision}/${address}`;
    await download(file, inside(home, file.path), (headers) => get(url, headers), progress, signal);
  }
  progress?.finish();
}

function isThere(path: string, bytes: number): boolean {
  return existsSync(path) && statSync(path).size === bytes;
}

/** Never outside the folder, whatever the hub lists. */
function inside(home: string, path: string): string {
  const whole = resolve(home, path);
  if (!whole.startsWith(resolve(home)))
    throw new DataMissing(`The hub lists a file outside its folder: ${path}`);
  return whole;
}

type Get = (url: string, headers?: Record<string, string>) => Promise<Response>;

async function listed(source: HubSource, endpoint: string, get: Get): Promise<readonly Listed[]> {
  const wanted = [...source.rows, ...(source.beside ?? [])];
  const files: Listed[] = [];
  let url: string | undefined =
    `${endpoint}/api/datasets/${source.repository}/tree/${source.revision}?recursive=true`;
  while (url !== undefined) {
    const page = await get(url);
    for (const entry of (await page.json()) as readonly TreeEntry[]) {
      if (entry.type !== 'file' || !matches(entry.path, wanted)) continue;
      const hash = entry.lfs
        ? ({ kind: 'sha256', hex: entry.lfs.oid } as const)
        : ({ kind: 'git', hex: entry.oid } as const);
      files.push({ path: entry.path, bytes: entry.size, hash });
    }
    url = /<([^>]+)>;\s*rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
  }
  if (files.length > 0) return files;
  throw new DataMissing(
    `${source.repository} at ${source.revision} has no ${source.rows.join(' or ')} on ${endpoint}: its files were renamed.`,
  );
}

interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly oid: string;
  readonly lfs?: { readonly oid: string };
}

async function download(
  { path, bytes, hash }: Listed,
  target: string,
  get: (headers: Record<string, string>) => Promise<Response>,
  progress: Progress | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  const before = existsSync(part) && statSync(part).size < bytes ? statSync(part).size : 0;
  const answer = await get(before > 0 ? { range: `bytes=${before}-` } : {});
  const goesOn = answer.status === 206;
  let received = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      const steps = Math.floor((received + chunk.length) / megabyte) - Math.floor(received / megabyte);
      received += chunk.length;
      if (steps > 0) progress?.step(path, steps);
      yield chunk;
    }
  };
  const file = createWriteStream(part, { flags: goesOn ? 'a' : 'w' });
  const body = Readable.fromWeb(answer.body as never);
  await pipeline(body, counted, file, { ...(signal && { signal }) }).catch((error: Error) => {
    if (signal?.aborted) throw signal.reason;
    throw new DataMissing(`${path} broke off (${reasonOf(error)}). Fetch it again: it goes on from there.`);
  });
  const found = await hashOf(part, hash.kind, statSync(part).size);
  if (found !== hash.hex) {
    await rm(part);
    throw new DataMissing(`${path} arrived damaged: its hash is ${found}, not ${hash.hex}. Fetch it again.`);
  }
  await rename(part, target);
}

/** Git puts the kind and the size in front of what it hashes. */
async function hashOf(path: string, kind: Listed['hash']['kind'], bytes: number): Promise<string> {
  const hash = kind === 'git' ? createHash('sha1').update(`blob ${bytes}\0`) : createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

async function answered(
  url: string,
  init: RequestInit,
  source: HubSource,
  dataFolder: string,
): Promise<Response> {
  const byHand = `Fetch the data by hand: ${fetchCommand(source, dataFolder)}`;
  const response = await fetch(url, init).catch((error: Error) => {
    if (init.signal?.aborted) throw init.signal.reason;
    throw new DataMissing(`${new URL(url).host} cannot be reached (${reasonOf(error)}). ${byHand}`);
  });
  if (response.ok) return response;
  if (response.status === 401 || response.status === 403)
    throw new DataMissing(
      `${source.repository} is given out to those who agree to its terms: agree on ${new URL(url).origin}/datasets/${source.repository}, then log in with huggingface-cli. ${byHand}`,
    );
  throw new DataMissing(`${url} answered ${response.status}. ${byHand}`);
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Hashes of the files, as a record of what was asked. */
export async function fingerprints(
  folder: string,
  paths: readonly string[],
): Promise<readonly { readonly path: string; readonly sha256: string }[]> {
  const hashes: { path: string; sha256: string }[] = [];
  for (const path of paths) {
    const whole = join(folder, path);
    hashes.push({ path, sha256: await hashOf(whole, 'sha256', statSync(whole).size) });
  }
  return hashes;
}
