import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** A server of its own process. */
export interface Server {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Starts the real server on a free port, over a folder of runs. `models`: a folder, perhaps one without models. */
export async function startServer(runs: string, models = join(root, 'models')): Promise<Server> {
  const main = join(root, 'packages/server/src/main.ts');
  const child = node(['--import', 'tsx', main, '--port', '0', '--runs', runs, '--models', models]);
  const origin = await addressIn(child);
  return {
    origin,
    async stop() {
      const over = once(child, 'exit');
      child.kill('SIGINT');
      await over;
    },
  };
}

/** Runs a Node program of this repository to its end. Throws what it said if it fails. */
export async function runToEnd(args: readonly string[]): Promise<void> {
  const child = node(args);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(String(data)));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${said.join('')}`);
}

function node(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function addressIn(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  child.stderr?.on('data', (data) => said.push(String(data)));
  for await (const line of createInterface({ input: child.stdout! })) {
    said.push(line);
    const address = /http:\/\/[\w.[\]:]+:\d+/.exec(line)?.[0];
    if (address) {
      child.stdout?.resume();
      return address;
    }
  }
  throw new Error(`The server did not start:\n${said.join('\n')}`);
}
