import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DataMissing, type DataSource, type HubSource, matches } from './data-source.ts';

/** A data set on disk. */
export interface FoundData {
  /** What paths are relative to. */
  readonly folder: string;
  /** Of the files that hold the rows, relative, in the order of the source's patterns. */
  readonly rows: readonly string[];
}

/**
 * The files of a data set below `dataFolder`: in `owner/name` or `name`, as `huggingface-cli download --local-dir` leaves
 * them, or in the hub's own cache, `datasets--owner--name/snapshots`. Throws `DataMissing`.
 */
export async function findData(source: DataSource, dataFolder: string): Promise<FoundData> {
  for (const folder of await foldersOf(source, dataFolder)) {
    const paths = await pathsIn(folder);
    const rows = source.rows.flatMap((pattern) => paths.filter((path) => matches(path, [pattern])));
    if (rows.length === 0) continue;
    assertComplete(source, dataFolder, rows);
    return { folder, rows };
  }
  throw new DataMissing(absent(source, dataFolder));
}

/** Where the files of a source are put when they are fetched. */
export function homeOf({ repository }: HubSource, dataFolder: string): string {
  return join(dataFolder, ...repository.split('/'));
}

/** The command that fetches a source by hand. */
export function fetchCommand(source: HubSource, dataFolder: string): string {
  const include = [...source.rows, ...(source.beside ?? [])].map((pattern) => `"${pattern}"`).join(' ');
  const revision = source.revision === 'main' ? '' : ` --revision ${source.revision}`;
  const command = `huggingface-cli download ${source.repository} --repo-type dataset${revision} --include ${include} --local-dir ${homeOf(source, dataFolder)}`;
  return source.byHand === undefined ? command : `${command}, then ${source.byHand}`;
}

async function foldersOf(source: DataSource, dataFolder: string): Promise<readonly string[]> {
  if (source.type === 'folder') return existsSync(dataFolder) ? [dataFolder] : [];
  const [, name = ''] = source.repository.split('/');
  const cached = ['', 'hub'].map((below) =>
    join(dataFolder, below, `datasets--${source.repository.replace('/', '--')}`),
  );
  const snapshots = await Promise.all(cached.map((folder) => snapshotsIn(folder, source.revision)));
  const plain = [homeOf(source, dataFolder), join(dataFolder, name)];
  return [...plain, ...snapshots.flat()].filter((folder) => existsSync(folder));
}

/** The named revision, or what the cache says that a branch is; another snapshot would be other data. */
async function snapshotsIn(cache: string, revision: string): Promise<readonly string[]> {
  if (!existsSync(join(cache, 'snapshots'))) return [];
  const reference = join(cache, 'refs', revision);
  const commit = existsSync(reference) ? (await readFile(reference, 'utf8')).trim() : revision;
  return [join(cache, 'snapshots', commit)];
}

/** Relative, with slashes, sorted. The hub's cache is made of links, which `readdir` alone would not call files. */
async function pathsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .map((name) => name.split(sep).join('/'))
    .filter((path) => !path.startsWith('.') && !statSync(join(folder, path)).isDirectory())
    .sort();
}

/** Of `test-00000-of-00003.parquet` all three have to be there: fewer would be another benchmark. */
function assertComplete(source: DataSource, dataFolder: string, rows: readonly string[]): void {
  const parts = new Map<string, number>();
  for (const path of rows) {
    const [, stem, count] = /^(.*)-\d{5}-of-(\d{5})/.exec(path) ?? [];
    if (stem !== undefined) parts.set(`${stem}-*-of-${count}`, (parts.get(`${stem}-*-of-${count}`) ?? 0) + 1);
  }
  for (const [part, found] of parts) {
    const expected = Number(part.slice(-5));
    if (found === expected) continue;
    const command = source.type === 'hub' ? ` Fetch them with: ${fetchCommand(source, dataFolder)}` : '';
    throw new DataMissing(`${part} is ${expected} files, and ${found} of them are there.${command}`);
  }
}

function absent(source: DataSource, dataFolder: string): string {
  const files = source.rows.join(' or ');
  if (source.type === 'folder') return `There is no ${files} in ${dataFolder}, or no such folder.`;
  return `There is no ${files} in ${homeOf(source, dataFolder)}. Fetch it with: ${fetchCommand(source, dataFolder)}`;
}
