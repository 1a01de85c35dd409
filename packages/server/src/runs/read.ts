import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord, Summary } from '@vr/bench/record';
import { type InspectedRun, inspectRunFolder, readRunRecord, readSummary } from '@vr/bench/run-folder';
import { summarise } from '@vr/bench/summary';
import type { ReadableRun, RunEntry, UnreadableRun } from '../wire.ts';

/** Reads the run folders beneath one folder, and writes nothing. */
export interface RunReader {
  list(): RunEntry[];
  /** Undefined if there is no such folder. */
  entry(folder: string): RunEntry | undefined;
  /** What a readable run holds, and which lines are left out. Throws what makes it unreadable. */
  inspect(folder: string): InspectedRun;
  /** The path of a file in a run folder, if `folder` is one. */
  path(folder: string, ...names: readonly string[]): string | undefined;
}

/** Runs whose samples are kept parsed. */
const remembered = 8;

/** A reader of the runs in `parent`, which need not exist. What has not changed since is not parsed again. */
export function runReader(parent: string): RunReader {
  const known = new Map<string, { readonly stamp: string; readonly inspected: InspectedRun }>();

  const path = (folder: string, ...names: readonly string[]) =>
    folders(parent).includes(folder) ? join(parent, folder, ...names) : undefined;

  const inspect = (folder: string): InspectedRun => {
    const stamp = stampOf(join(parent, folder));
    const last = known.get(folder);
    const inspected = last?.stamp === stamp ? last.inspected : inspectRunFolder(join(parent, folder));
    known.delete(folder);
    known.set(folder, { stamp, inspected });
    if (known.size > remembered) known.delete(known.keys().next().value!);
    return inspected;
  };

  const describe = (folder: string): RunEntry => {
    try {
      const run = readRunRecord(join(parent, folder));
      const summary = savedSummary(join(parent, folder), run) ?? summarise(inspect(folder).contents);
      return { state: 'readable', folder, run, summary };
    } catch (error) {
      return { state: 'unreadable', folder, reason: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    list: () => newestFirst(folders(parent).map(describe)),
    entry: (folder) => (path(folder) ? describe(folder) : undefined),
    inspect,
    path,
  };
}

function folders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  const entries = readdirSync(parent, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Changes whenever something is written to the records of a run. */
function stampOf(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name === 'run.json' || name === 'calibration.json' || name.endsWith('.jsonl'))
    .map((name) => {
      const file = statSync(join(folder, name), { throwIfNoEntry: false });
      return `${name}/${file?.mtimeMs}/${file?.size}`;
    })
    .join(' ');
}

/** The summary that a finished run has left, so that a list of runs need not read every answer. */
function savedSummary(folder: string, { id, state }: RunRecord): Summary | undefined {
  const summary = state.type === 'done' ? readSummary(folder) : undefined;
  return summary?.run === id ? summary : undefined;
}

function newestFirst(entries: readonly RunEntry[]): RunEntry[] {
  const readable = entries.filter((entry): entry is ReadableRun => entry.state === 'readable');
  const unreadable = entries.filter((entry): entry is UnreadableRun => entry.state === 'unreadable');
  return [...readable.toSorted((a, b) => b.run.startedAt.localeCompare(a.run.startedAt)), ...unreadable];
}
