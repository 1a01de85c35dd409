import { randomBytes } from 'node:crypto';
import { plannedAnswers } from './accuracy.ts';
import { type Models, modelsOfPlan } from './arms.ts';
import { gatherProvenance } from './provenance.ts';
import { type ModelFiles, type ModelName, type Plan, type RunRecord, recordVersion } from './record.ts';
import { completeRun, type RunContext, type RunEnd } from './run.ts';
import { createRunFolder, openRunFolder, type RunFolder, readRunFolder } from './run-folder.ts';
import type { Contender } from './speed.ts';
import type { Suite } from './suites/suite.ts';
import { summarise } from './summary.ts';
import { UsageError } from './usage-error.ts';

/** Models that are ready to answer, and what to do when they are no longer needed. */
export interface LoadedModels {
  /** At least those of the plan. */
  readonly models: Partial<Models>;
  /** What stock packages do with the same files. */
  readonly naive: readonly Contender[];
  /** Where the models run, in the runtime's words. */
  readonly device: string;
  /** Empties the models' caches. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** What a launch needs; `load` is not called before everything else is known to be right. */
export interface LaunchContext extends Pick<RunContext, 'suites' | 'progress' | 'signal'> {
  /** The hashes of these models. Throws `UsageError` where one is missing. */
  files(names: readonly ModelName[]): readonly ModelFiles[];
  load(plan: Plan): Promise<LoadedModels>;
  /** Told once, before anything is measured. */
  announce(run: RunRecord, folder: string): void;
}

/** Makes a run folder in `parent` and fills it. */
export async function beginRun(plan: Plan, parent: string, context: LaunchContext): Promise<RunEnd> {
  const files = context.files(modelsOfPlan(plan));
  const loaded = await context.load(plan);
  const startedAt = new Date().toISOString();
  const run: RunRecord = {
    version: recordVersion,
    id: `${startedAt.slice(0, 19).replaceAll(':', '-')}-${randomBytes(3).toString('hex')}`,
    state: { type: 'running' },
    startedAt,
    endedAt: undefined,
    plan,
    provenance: gatherProvenance(files, loaded.device),
    counts: { planned: plannedAnswers(plan), done: 0, failed: 0 },
  };
  return complete(createRunFolder(parent, run), run, loaded, context);
}

/**
 * Continues a run from its folder; one that is done is only read. Throws `UsageError` where the models or the suites
 * are no longer the ones it began with: its numbers would be of two things.
 */
export async function resumeRun(path: string, context: LaunchContext): Promise<RunEnd> {
  const contents = readRunFolder(path);
  const { run } = contents;
  if (run.state.type === 'done' && run.counts.failed === 0)
    return { type: 'done', folder: path, run, summary: summarise(contents) };
  assertUnchanged(run, context.files(modelsOfPlan(run.plan)), context.suites);
  return complete(openRunFolder(path), run, await context.load(run.plan), context);
}

async function complete(
  folder: RunFolder,
  run: RunRecord,
  { models, naive, forget, close }: LoadedModels,
  { suites, progress, signal, announce }: LaunchContext,
): Promise<RunEnd> {
  announce(run, folder.path);
  const end = await completeRun(folder, { suites, models, naive, forget, progress, signal });
  // Otherwise a forward may still be running, and closing would wait for it.
  if (end.type === 'done') await close();
  return end;
}

function assertUnchanged(
  { id, plan, provenance }: RunRecord,
  files: readonly ModelFiles[],
  suites: readonly Suite[],
) {
  for (const { name, sha256 } of provenance.models)
    if (files.find((file) => file.name === name)?.sha256 !== sha256)
      throw new UsageError(`Run ${id} began with other weights of ${name}. Begin a new run.`);
  for (const { name, version } of plan.suites)
    if (suites.find((suite) => suite.name === name)?.version !== version)
      throw new UsageError(`Run ${id} began with version ${version} of suite ${name}. Begin a new run.`);
}
