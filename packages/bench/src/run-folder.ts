import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '@vr/core';
import { imageStore } from './image-store.ts';
import {
  type Calibration,
  type RunRecord,
  recordVersion,
  type SampleRecord,
  type SpeedRound,
} from './record.ts';
import { UsageError } from './usage-error.ts';

/** What is computed from the records and may be computed again. */
export type DerivedFile = 'summary.json' | 'report.md' | 'study.json' | 'study.md';

/** A run folder on disk, open for writing. Every write is complete when its call returns. */
export interface RunFolder {
  readonly path: string;
  saveRun(run: RunRecord): void;
  appendSample(sample: SampleRecord): void;
  appendRound(round: SpeedRound): void;
  saveCalibration(calibration: Calibration): void;
  saveText(name: DerivedFile, text: string): void;
  /** Keeps a picture as a PNG, once however often it comes, and tells the name of its file in images/. */
  saveImage(image: Image): Promise<string>;
}

/** What a run folder holds so far. Of two lines with the same key the later one counts. */
export interface RunContents {
  readonly run: RunRecord;
  readonly calibration: Calibration | undefined;
  readonly samples: readonly SampleRecord[];
  readonly rounds: readonly SpeedRound[];
}

const calibrationFile = 'calibration.json';

/** Makes `parent/run.id` and writes run.json into it. */
export function createRunFolder(parent: string, run: RunRecord): RunFolder {
  const path = join(parent, run.id);
  mkdirSync(path, { recursive: true });
  const folder = openRunFolder(path);
  folder.saveRun(run);
  return folder;
}

/** Opens a run folder that exists. */
export function openRunFolder(path: string): RunFolder {
  const samples = join(path, 'samples.jsonl');
  const rounds = join(path, 'speed.jsonl');
  endLastLine(samples);
  endLastLine(rounds);
  return {
    path,
    saveRun: (run) => replaceFile(join(path, 'run.json'), `${JSON.stringify(run, null, 2)}\n`),
    saveCalibration: (calibration) => replaceFile(join(path, calibrationFile), JSON.stringify(calibration)),
    appendSample: (sample) => appendLine(samples, sample),
    appendRound: (round) => appendLine(rounds, round),
    saveText: (name, text) => replaceFile(join(path, name), text),
    saveImage: imageStore(join(path, 'images')),
  };
}

/** Reads a run folder. Throws `UsageError` where there is none, or one that is broken or of another version. */
export function readRunFolder(path: string): RunContents {
  const run = readRunRecord(path);
  const samples = new Map<unknown, SampleRecord>(
    readLines<SampleRecord>(join(path, 'samples.jsonl')).map((line) => [line.key ?? line, line]),
  );
  const rounds = new Map<unknown, SpeedRound>(
    readLines<SpeedRound>(join(path, 'speed.jsonl')).map((line) => [line.round ?? line, line]),
  );
  const calibration = readCalibration(join(path, calibrationFile));
  return { run, calibration, samples: [...samples.values()], rounds: [...rounds.values()] };
}

const partsOfRun = ['id', 'state', 'startedAt', 'plan', 'provenance', 'counts'] as const;

/** Reads the run.json of a run folder. Throws `UsageError` like `readRunFolder`. */
export function readRunRecord(path: string): RunRecord {
  const file = join(path, 'run.json');
  if (!existsSync(file)) throw new UsageError(`${path} is not a run folder: there is no run.json in it.`);
  const run = parsed<Partial<RunRecord> | null>(readFileSync(file, 'utf8'));
  if (run === undefined) throw new UsageError(`${file} is not JSON: it was cut off, or edited.`);
  if (typeof run !== 'object' || run === null || Array.isArray(run))
    throw new UsageError(`${file} is not the record of a run: expected a JSON object.`);
  if (run.version !== recordVersion)
    throw new UsageError(
      `${path} was recorded in format ${run.version}; this bench reads format ${recordVersion}.`,
    );
  const missing = partsOfRun.filter((part) => run[part] === undefined);
  if (missing.length > 0) throw new UsageError(`${file} lacks ${missing.join(', ')}.`);
  return run as RunRecord;
}

/** Readers see the old file or the new one, never half of either. */
function replaceFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

function appendLine(path: string, value: unknown): void {
  appendFileSync(path, `${JSON.stringify(value)}\n`);
}

/** Ends a line torn off by a crash, so that the next one does not grow on it. */
function endLastLine(path: string): void {
  if (existsSync(path) && !readFileSync(path, 'utf8').endsWith('\n')) appendFileSync(path, '\n');
}

/** Lines that are not JSON are empty or torn off by a crash: what they held will be measured again. */
function readLines<Line>(path: string): Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line) => parsed<Line>(line) ?? []);
}

/** Without it, or with one that is none, `escalate` learns again. */
function readCalibration(path: string): Calibration | undefined {
  if (!existsSync(path)) return undefined;
  const found = parsed<Partial<Calibration> | null>(readFileSync(path, 'utf8'));
  return typeof found?.questions === 'number' ? (found as Calibration) : undefined;
}

function parsed<Value>(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
