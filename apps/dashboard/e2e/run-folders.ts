import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '@vr/bench/record';
import { root, runToEnd } from './server.ts';

/** The folders that the tests look at, by what is in them. */
export interface RunFolders {
  readonly parent: string;
  /** As `pnpm bench --quick` made it. */
  readonly quick: string;
}

/**
 * A folder of runs: a quick one of the shipped models, and what may become of runs. VR_E2E_RUNS=<folder> takes the
 * quick run from there instead of making it.
 */
export async function makeRunFolders(): Promise<RunFolders> {
  const parent = mkdtempSync(join(tmpdir(), 'vr-e2e-runs-'));
  const source = process.env.VR_E2E_RUNS ?? (await quickRun());
  const [quick] = readdirSync(source);
  if (quick === undefined) throw new Error(`There is no run in ${source}.`);
  const copy = (name: string) => cpSync(join(source, quick), join(parent, name), { recursive: true });

  copy(quick);
  copy('torn-samples');
  const samples = join(parent, 'torn-samples', 'samples.jsonl');
  writeFileSync(samples, readFileSync(samples, 'utf8').slice(0, -200));

  copy('odd-lines');
  appendFileSync(join(parent, 'odd-lines', 'samples.jsonl'), '{}\n1\n');
  changeRun(join(parent, 'odd-lines'), { id: 'odd-lines', startedAt: '2026-01-04T03:04:05.000Z' });

  copy('odd-plan');
  changeRun(join(parent, 'odd-plan'), { plan: { arms: {} } as never });

  copy('failed');
  changeRun(join(parent, 'failed'), {
    id: 'failed',
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:05:05.000Z',
    state: { type: 'failed', reason: 'RangeError: the disk is full' },
  });
  writeFileSync(join(parent, 'failed', 'samples.jsonl'), '');
  writeFileSync(join(parent, 'failed', 'speed.jsonl'), '');

  copy('running');
  changeRun(join(parent, 'running'), {
    id: 'running',
    startedAt: '2026-01-03T03:04:05.000Z',
    state: { type: 'running' },
    counts: { planned: 720, done: 360, failed: 0, unparsed: 0 },
  });

  mkdirSync(join(parent, 'broken'));
  writeFileSync(join(parent, 'broken', 'run.json'), '{"version": 2, "id":');
  mkdirSync(join(parent, 'holiday-pictures'));
  return { parent, quick };
}

/** A folder without runs. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'vr-e2e-empty-'));
}

async function quickRun(): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'vr-e2e-quick-'));
  await runToEnd([
    '--import',
    'tsx',
    join(root, 'packages/bench/src/cli.ts'),
    '--quick',
    '--alpha',
    '0.5,0,1',
    '--out',
    out,
  ]);
  return out;
}

/** Rewrites parts of a run.json. */
export function changeRun(folder: string, changes: Partial<RunRecord>): void {
  const file = join(folder, 'run.json');
  const run = JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
  writeFileSync(file, JSON.stringify({ ...run, ...changes }));
}
