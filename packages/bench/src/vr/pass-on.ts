import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

/** A program of the workspace with its words. */
export interface Passed {
  readonly bin: 'tsx' | 'turbo';
  readonly words: readonly string[];
}

/** Runs programs one after the other in this terminal, and tells the exit code of the first that fails, or of the last. */
export async function passOn(programs: readonly Passed[]): Promise<number> {
  for (const { bin, words } of programs) {
    const code = await runThere(bin, words);
    if (code !== 0) return code;
  }
  return 0;
}

/** Ctrl-C reaches the program by itself: both sit in one terminal. What is sent to this process alone is handed over. */
async function runThere(bin: string, words: readonly string[]): Promise<number> {
  const child = spawn(join(root, 'node_modules/.bin', bin), words, { cwd: root, stdio: 'inherit' });
  const stay = () => {};
  const handOver = () => child.kill('SIGTERM');
  process.on('SIGINT', stay).on('SIGTERM', handOver);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal!];
  } finally {
    process.off('SIGINT', stay).off('SIGTERM', handOver);
  }
}
