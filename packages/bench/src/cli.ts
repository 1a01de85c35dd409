/** `pnpm bench`: the one place that knows the runtime. What is measured, and how, is in the files beside it. */
import { join } from 'node:path';
import { styleText } from 'node:util';
import { modelsOfPlan } from './arms.ts';
import { commands } from './commands.ts';
import { loadNaiveContenders } from './contenders.ts';
import { readWord } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { beginRun, type LaunchContext, type LoadedModels, resumeRun } from './launch.ts';
import { exportOptionsFrom, type Flags, planFlags, planFrom } from './options.ts';
import { duration, showProgress } from './progress.ts';
import { hashModels } from './provenance.ts';
import type { Plan } from './record.ts';
import { announcement, reportTables } from './report.ts';
import type { RunEnd } from './run.ts';
import { score } from './score/score-command.ts';
import { studyPlanFrom } from './study/study-plan.ts';
import { studyTables } from './study/study-tables.ts';
import { writeStudy } from './study/write-study.ts';
import { suites } from './suites/index.ts';
import { type Table, tableAsText } from './table.ts';
import { UsageError } from './usage-error.ts';

const exitCodes = { fine: 0, failed: 1, misused: 2, interrupted: 130 } as const;

const cli = commands({ bench, study, exportTrainingData, scoreFiles });

process.exitCode = await main(process.argv.slice(2));

async function main([first, ...rest]: readonly string[]): Promise<number> {
  try {
    // `pnpm bench -- --quick` is `pnpm bench --quick`.
    cli.parse(['', '', ...(first === undefined || first === '--' ? rest : [first, ...rest])], { run: false });
    const stray = cli.args[cli.matchedCommand?.args.length ?? 0];
    if (cli.matchedCommand && stray !== undefined)
      throw new UsageError(
        `There is no command "${stray}". There is: study, export, score; without a command, bench measures.`,
      );
    return (await cli.runMatchedCommand()) ?? exitCodes.fine;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const misused = error instanceof UsageError || error.name === 'CACError';
    const plain = misused || error.constructor.name === error.name;
    console.error(misused ? `${error.message}\nSee pnpm bench --help.` : plain ? error.message : error);
    return misused ? exitCodes.misused : exitCodes.failed;
  }
}

/** What a finished run shows: tables for people, a document for programs, a file to read on. */
interface Shown {
  readonly tables: readonly Table[];
  readonly json: object;
  readonly file: string;
}

function bench(flags: Flags): Promise<number> {
  return measure(flags, 'pnpm bench', planFrom, ({ run, summary }) => ({
    tables: reportTables(run, summary),
    json: summary,
    file: 'report.md',
  }));
}

function study(flags: Flags): Promise<number> {
  const copy = flags.markdown === undefined ? undefined : readWord('markdown', flags.markdown, '');
  return measure(flags, 'pnpm bench study', studyPlanFrom, ({ folder }) => {
    const figures = writeStudy(folder, suites, copy);
    return { tables: studyTables(figures), json: figures, file: 'study.md' };
  });
}

async function measure(
  flags: Flags,
  command: string,
  plan: typeof planFrom,
  show: (end: Extract<RunEnd, { type: 'done' }>) => Shown,
): Promise<number> {
  const stream = flags.json === true ? process.stderr : process.stdout;
  const started = performance.now();
  const end = await launch(flags, plan);
  if (end.type !== 'done') {
    if (end.type === 'failed') console.error(end.error);
    const elsewhere = flags.models === undefined ? '' : ` --models ${flags.models}`;
    console.error(`\nTo go on: ${command} --resume ${end.folder}${elsewhere}`);
    // Not by returning: a forward may still be running, and nobody wants to wait for it.
    process.exit(end.type === 'stopped' ? exitCodes.interrupted : exitCodes.failed);
  }
  const { tables, json, file } = show(end);
  for (const table of tables) stream.write(`\n${tableAsText(table, boldOn(stream))}\n`);
  const { failed } = end.run.counts;
  const failures = failed > 0 ? `${failed} answers failed: see samples.jsonl. ` : '';
  const took = duration(performance.now() - started);
  console.error(`\n${failures}Took ${took}. Report: ${join(end.folder, file)}`);
  if (flags.json === true) console.log(JSON.stringify({ ...json, folder: end.folder }));
  return failed > 0 ? exitCodes.failed : exitCodes.fine;
}

async function launch(flags: Flags, planOf: typeof planFrom): Promise<RunEnd> {
  const modelsFolder = readWord('models', flags.models, 'models');
  const context = (): LaunchContext => ({
    suites,
    files: (names) => hashModels(modelsFolder, names),
    progress: showProgress(process.stderr),
    signal: interruptSignal(() =>
      console.error('\nStopping; what is done is kept. Ctrl-C again quits at once.'),
    ),
    load: (plan) => loadModels(modelsFolder, plan),
    announce: (run, folder) => console.error(`${announcement(run)}\nRun folder: ${folder}\n`),
  });
  if (flags.resume === undefined) {
    const plan = planOf(flags, suites);
    return beginRun(plan, readWord('out', flags.out, 'runs'), context());
  }
  const settled = [...planFlags, 'out'].filter((flag) => flags[flag] !== undefined);
  if (settled.length > 0)
    throw new UsageError(`--resume goes on as the run began; leave out --${settled.join(', --')}.`);
  return resumeRun(readWord('resume', flags.resume, ''), context());
}

async function loadModels(folder: string, plan: Plan): Promise<LoadedModels> {
  const { load } = await import('@vr/runtime-cuda');
  const names = modelsOfPlan(plan);
  const loaded = await Promise.all(names.map((name) => load(join(folder, name), { rows: plan.lanes, name })));
  return {
    models: Object.fromEntries(names.map((name, i) => [name, loaded[i]!])),
    naive: plan.speed ? await loadNaiveContenders(folder, plan.speed) : [],
    device: loaded[0]?.device ?? 'nothing',
    async forget() {
      await Promise.all(loaded.map((model) => model.forget()));
    },
    async close() {
      await Promise.all(loaded.map((model) => model.close()));
    },
  };
}

async function exportTrainingData(flags: Flags): Promise<number> {
  const options = exportOptionsFrom(flags, suites);
  const { exportSplit } = await import('./export.ts');
  const progress = showProgress(process.stderr);
  let shown = 0;
  progress.start('export', options.count, 'pictures');
  const { images, seconds } = await exportSplit(options, (done) => {
    progress.step(options.out, done - shown);
    shown = done;
  });
  progress.finish();
  console.error(`${images} pictures in ${options.out}, ${duration(seconds * 1000)}.`);
  return exitCodes.fine;
}

function scoreFiles(scorer: string | undefined, flags: Flags): number {
  // `| head` closes the pipe early, which is no failure.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
  score(scorer, flags, {
    out: console.log,
    err: console.error,
    emphasise: boldOn(flags.json === true ? process.stderr : process.stdout),
  });
  return exitCodes.fine;
}

function boldOn(stream: NodeJS.WriteStream): (text: string) => string {
  return (text) => (stream.isTTY && !process.env.NO_COLOR ? styleText('bold', text) : text);
}
