import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './usage-error.ts';

/** Who writes into a run folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** When the process began, in the kernel's ticks: a pid is used again, the two together are not. */
  readonly began: string | undefined;
}

/**
 * Makes this process the only one that writes into a run folder, until the function that it returns is called. The lock
 * of a process that is gone is taken over. Throws `UsageError` where another one is writing.
 */
export function lockRun(path: string): () => void {
  const file = join(path, 'lock');
  const began = beginningOf(process.pid);
  const own: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), began };
  if (!claim(file, own)) {
    takeOver(path, file, own);
    if (!claim(file, own)) refuse(path, holderOf(file));
  }
  return () => rmSync(file, { force: true });
}

/**
 * Removes the lock of a process that is gone. Of several that want to, one may: the others find the next lock. One that
 * went with the right to do it left that behind like a lock.
 */
function takeOver(path: string, file: string, own: Holder): void {
  const holder = holderOf(file);
  if (holder === undefined) return; // just released
  if (isAlive(holder)) refuse(path, holder);
  const right = `${file}.${holder.pid}-${holder.since.replaceAll(/\W/g, '')}`;
  if (!claim(right, own)) {
    takeOver(path, right, own);
    if (!claim(right, own)) refuse(path, holderOf(right) ?? holder);
  }
  try {
    // Until now another process may have done the same, wholly: then this lock is no longer the old one.
    if (holderOf(file)?.since === holder.since) rmSync(file, { force: true });
  } finally {
    rmSync(right, { force: true });
  }
}

function refuse(path: string, holder: Holder | undefined): never {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  throw new UsageError(
    `${path} is being written by ${who}. Wait for it or stop it; if it is gone, remove ${join(path, 'lock')}.`,
  );
}

/** Creates a lock, whole, unless there is one. */
function claim(file: string, holder: Holder): boolean {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`${file} is no lock of this bench. If nobody writes there, remove it.`);
  }
}

/** Of a process on another machine nobody here can tell: it counts as alive. */
function isAlive({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return began === undefined || beginningOf(pid) === began;
}

/** Undefined where the system does not say. */
function beginningOf(pid: number): string | undefined {
  try {
    // The name of the program, in parentheses, may hold anything; the beginning is the 20th word after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
