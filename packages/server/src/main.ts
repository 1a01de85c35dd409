/** `pnpm serve`: the one place that knows the runtime. */
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { modelNames } from '@vr/bench/arms';
import { readWholeNumber, readWord } from '@vr/bench/flags';
import { interruptSignal } from '@vr/bench/interrupt';
import { UsageError } from '@vr/bench/usage-error';
import type { LoadedModel } from '@vr/runtime-cuda';
import { cac } from 'cac';
import type { FastifyInstance } from 'fastify';
import { type AppOptions, buildApp, defaultLimits, type Limits, servedFamily } from './app.ts';
import { dashboardIsBuilt } from './dashboard.ts';
import { exampleCommand } from './example.ts';
import { isLoopback } from './hosts.ts';

const exitCodes = { fine: 0, failed: 1, misused: 2 } as const;
const dashboard = join(import.meta.dirname, '../../../apps/dashboard/dist');

const cli = cac('pnpm serve');
cli
  .command('', 'Serve the models as the OpenAI API does, the runs of the bench, and the dashboard')
  .usage('[options]')
  .option(
    '--host <address>',
    'Where to listen; 0.0.0.0 lets other machines in, without any keys (default: 127.0.0.1)',
  )
  .option('--port <n>', 'Which port; 0 takes a free one (default: 8000)')
  .option('--models <folder>', 'Where the model folders are (default: models)')
  .option('--runs <folder>', 'Where the run folders are (default: runs)')
  .option('--rows <n>', `Answers written at the same time (default: ${defaultLimits.rows})`)
  .option('--waiting <n>', `Answers that may wait for that (default: ${defaultLimits.waiting})`)
  .option(
    '--usual-tokens <n>',
    `Length of an answer where a request sets none (default: ${defaultLimits.usualTokens})`,
  )
  .option(
    '--stall-seconds <n>',
    `How long a client may read nothing of its stream (default: ${defaultLimits.stallSeconds})`,
  )
  .option('--body-bytes <n>', `Largest request (default: ${defaultLimits.bodyBytes})`)
  .option('--picture-pixels <n>', `Largest picture (default: ${defaultLimits.picturePixels})`)
  .option('--pictures <n>', `Pictures in a request (default: ${defaultLimits.picturesPerRequest})`)
  .example('  pnpm serve')
  .example('  pnpm serve --port 8080 --waiting 1000')
  .action(serve);
cli.help((sections) => sections.filter(({ title }) => !title?.startsWith('For more info')));

process.exitCode = await main(process.argv.slice(2));

type Flags = Readonly<Record<string, unknown>>;

async function main([first, ...rest]: readonly string[]): Promise<number> {
  try {
    // `pnpm serve -- --port 1` is `pnpm serve --port 1`.
    cli.parse(['', '', ...(first === undefined || first === '--' ? rest : [first, ...rest])], { run: false });
    const [stray] = cli.args;
    if (stray !== undefined) throw new UsageError(`There is no command "${stray}"; there are only options.`);
    return (await cli.runMatchedCommand()) ?? exitCodes.fine;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const misused = error instanceof UsageError || error.name === 'CACError';
    console.error(misused ? `${error.message}\nSee pnpm serve --help.` : error);
    return misused ? exitCodes.misused : exitCodes.failed;
  }
}

async function serve(flags: Flags): Promise<number> {
  const host = readWord('host', flags.host, '127.0.0.1');
  const port = readWholeNumber('port', flags.port, 8000, 0);
  const limits = limitsFrom(flags);
  const runs = readWord('runs', flags.runs, 'runs');
  if (existsSync(runs) && !statSync(runs).isDirectory())
    throw new UsageError(`--runs takes a folder, but "${runs}" is a file.`);
  const models = readWord('models', flags.models, 'models');
  const stopped = interruptSignal(() => console.error('\nStopping. Ctrl-C again quits at once.'));

  const { close, ...loaded } = await loadFamily(models, limits.rows);
  const hosts = isLoopback(host) ? 'loopback' : 'any';
  const app = buildApp({ ...loaded, limits, dashboard, runs, hosts });
  const address = await listen(app, host, port);
  console.log(announcement(address, loaded, runs));
  if (!stopped.aborted) await once(stopped, 'abort');
  await app.close();
  await close();
  return exitCodes.fine;
}

function limitsFrom(flags: Flags): Limits {
  const number = (flag: string, name: string, limit: keyof Limits, least = 1) =>
    readWholeNumber(flag, flags[name], defaultLimits[limit], least);
  return {
    rows: number('rows', 'rows', 'rows'),
    waiting: number('waiting', 'waiting', 'waiting', 0),
    usualTokens: number('usual-tokens', 'usualTokens', 'usualTokens'),
    stallSeconds: number('stall-seconds', 'stallSeconds', 'stallSeconds'),
    bodyBytes: number('body-bytes', 'bodyBytes', 'bodyBytes'),
    picturePixels: number('picture-pixels', 'picturePixels', 'picturePixels'),
    picturesPerRequest: number('pictures', 'pictures', 'picturesPerRequest', 0),
  };
}

type Loaded = Pick<AppOptions, 'served' | 'device' | 'stats'> & { readonly close: () => Promise<unknown> };

/** All models, or the first failure in the order of their names; what was loaded until then is given back. */
async function loadAll(folder: string, rows: number): Promise<LoadedModel[]> {
  const { load } = await import('@vr/runtime-cuda');
  const ends = await Promise.allSettled(modelNames.map((name) => load(join(folder, name), { rows, name })));
  const loaded = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const failure = ends.find((end) => end.status === 'rejected');
  if (!failure) return loaded;
  await Promise.all(loaded.map((model) => model.close()));
  throw failure.reason;
}

/** The shipped family. If it cannot be loaded, says why and serves without it: runs can be read all the same. */
async function loadFamily(folder: string, rows: number): Promise<Loaded> {
  try {
    const loaded = await loadAll(folder, rows);
    const [largeBase, smallBase, smallExpert, largeExpert] = loaded;
    return {
      served: servedFamily({
        'large-base': largeBase!,
        'small-base': smallBase!,
        'small-expert': smallExpert!,
        'large-expert': largeExpert!,
      }),
      device: largeBase!.device,
      stats: () => loaded.map((model) => ({ model: model.name, ...model.stats() })),
      close: () => Promise.all(loaded.map((model) => model.close())),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      `The models cannot be loaded: ${reason}\nRuns are served all the same; chats are refused (503).\n`,
    );
    return { served: [], close: async () => {} };
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new UsageError(
        `Port ${port} on ${host} is taken. Take another: --port ${port + 1}, or --port 0.`,
      );
    if (code === 'ERR_SOCKET_BAD_PORT')
      throw new UsageError(`There is no port ${port}: --port takes a number up to 65535.`);
    if (code === 'EACCES')
      throw new UsageError(`Port ${port} may not be used without more rights. Take another: --port 8000.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new UsageError(
        `This machine has no address ${host}. --host takes one that it has, such as 127.0.0.1.`,
      );
    throw error;
  }
}

function announcement(address: string, { served, device }: Omit<Loaded, 'close'>, runs: string): string {
  const width = Math.max(...served.map(({ id }) => id.length));
  const models = served.map(({ id, description }) => `  ${id.padEnd(width)}  ${description}`);
  const pages = dashboardIsBuilt(dashboard) ? 'Dashboard' : 'Dashboard (not built: pnpm dashboard builds it)';
  const chats = ['', `Models on ${device}:`, ...models, '', 'Try:', exampleCommand(address, 'proxy-thinker')];
  return [`${pages}: ${address}/`, `Runs from: ${runs}`, ...(served.length > 0 ? chats : [])].join('\n');
}
