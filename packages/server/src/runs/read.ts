import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type RunRecord, recordVersion, type Summary } from '@vr/bench/record';
import { type RunContents, readRunFolder, readRunRecord } from '@vr/bench/run-folder';
import { summarise } from '@vr/bench/summary';
import type { ReadableRun, RunEntry, UnreadableRun } from '../wire.ts';
import { faultOfRun, isRound, isSample, isSummary } from './shapes.ts';

/** Reads the run folders beneath one folder, and writes nothing. */
export interface RunReader {
  list(): RunEntry[];
  /** Undefined if there is no such folder. */
  entry(folder: string): RunEntry | undefined;
  /** Everything a readable run holds. Throws what makes it unreadable. */
  contents(folder: string): CheckedContents;
  /** The path of a file in a run folder, if `folder` is one. */
  path(folder: string, ...names: readonly string[]): string | undefined;
}

/** What a run folder holds, as far as it is what it should be. */
export interface CheckedContents extends RunContents {
  /** How many samples were left out because they are none. */
  readonly leftOut: number;
}

/** Runs whose samples are kept parsed. */
const remembered = 8;

/** A reader of the runs in `parent`, which need not exist. What has not changed since is not parsed again. */
export function runReader(parent: string): RunReader {
  const known = new Map<string, { readonly stamp: string; readonly contents: CheckedContents }>();

  const path = (folder: string, ...names: readonly string[]) =>
    folders(parent).includes(folder) ? join(parent, folder, ...names) : undefined;

  const contents = (folder: string): CheckedContents => {
    const stamp = stampOf(join(parent, folder));
    const last = known.get(folder);
    const read = last?.stamp === stamp ? last.contents : checkedContents(join(parent, folder));
    known.delete(folder);
    known.set(folder, { stamp, contents: read });
    if (known.size > remembered) known.delete(known.keys().next().value!);
    return read;
  };

  const describe = (folder: string): RunEntry => {
    try {
      const run = checkedRun(join(parent, folder));
      const summary = savedSummary(join(parent, folder), run) ?? summarise(contents(folder));
      return { state: 'readable', folder, run, summary };
    } catch (error) {
      return { state: 'unreadable', folder, reason: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    list: () => newestFirst(folders(parent).map(describe)),
    entry: (folder) => (path(folder) ? describe(folder) : undefined),
    contents,
    path,
  };
}

/** Throws what is wrong with run.json, if anything is. */
function checkedRun(folder: string): RunRecord {
  const run = readRunRecord(folder);
  const fault = faultOfRun(run);
  if (fault !== undefined)
    throw new Error(`${join(folder, 'run.json')} is not the record of a run: ${fault}.`);
  return run;
}

/** Lines that are JSON and yet neither answers nor rounds are left out, like those torn off. */
function checkedContents(folder: string): CheckedContents {
  checkedRun(folder);
  const { samples, rounds, ...rest } = readRunFolder(folder);
  const sound = samples.filter(isSample);
  return { ...rest, samples: sound, rounds: rounds.filter(isRound), leftOut: samples.length - sound.length };
}

function folders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  const entries = readdirSync(parent, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Changes whenever something is written to the records of a run. */
function stampOf(folder: string): string {
  return ['run.json', 'samples.jsonl', 'speed.jsonl']
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    .map((file) => (file ? `${file.mtimeMs}/${file.size}` : 'none'))
    .join(' ');
}

/** The summary that a finished run has left, so that a list of runs need not read every answer. */
function savedSummary(folder: string, run: RunRecord): Summary | undefined {
  const file = join(folder, 'summary.json');
  if (run.state.type !== 'done' || !existsSync(file)) return undefined;
  try {
    const summary = JSON.parse(readFileSync(file, 'utf8')) as Summary;
    const current = summary.version === recordVersion && summary.run === run.id;
    return current && isSummary(summary) ? summary : undefined;
  } catch {
    return undefined; // it can be computed again
  }
}

function newestFirst(entries: readonly RunEntry[]): RunEntry[] {
  const readable = entries.filter((entry): entry is ReadableRun => entry.state === 'readable');
  const unreadable = entries.filter((entry): entry is UnreadableRun => entry.state === 'unreadable');
  return [...readable.toSorted((a, b) => b.run.startedAt.localeCompare(a.run.startedAt)), ...unreadable];
}
