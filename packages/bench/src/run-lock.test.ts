import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockRun } from './run-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vr-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const since = '2026-01-01T00:00:00.000Z';
const held = (holder: object) => writeFileSync(join(folder, 'lock'), JSON.stringify({ since, ...holder }));

test('the second that wants to write is refused, and told who the first is and since when', () => {
  const unlock = lockRun(folder);
  const first = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'));
  expect(() => lockRun(folder)).toThrow(`process ${process.pid} on ${hostname()}, since ${first.since}`);
  unlock();
  lockRun(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

test('another process that is alive is not disturbed; when it is gone, its lock is taken over', async () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  held({ pid: other.pid, host: hostname() });
  expect(() => lockRun(folder)).toThrow(`process ${other.pid} on ${hostname()}, since ${since}`);
  const gone = once(other, 'exit');
  other.kill('SIGKILL');
  await gone;
  const unlock = lockRun(folder);
  expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')).pid).toBe(process.pid);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(process.platform === 'linux')('a pid that another process has by now holds no lock', () => {
  held({ pid: process.pid, host: hostname(), began: '1' });
  lockRun(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

test('whoever was killed while taking a lock over is not waited for', async () => {
  const other = spawn(process.execPath, ['-e', '']);
  await once(other, 'exit');
  held({ pid: other.pid, host: hostname() });
  const right = join(folder, `lock.${other.pid}-${since.replaceAll(/\W/g, '')}`);
  writeFileSync(right, JSON.stringify({ since, pid: other.pid, host: hostname() }));
  lockRun(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

test('a process on another machine counts as alive', () => {
  held({ pid: 2 ** 22 + 1, host: 'elsewhere' });
  expect(() => lockRun(folder)).toThrow('on elsewhere');
});

test('a lock that is none is an error that says what to do', () => {
  writeFileSync(join(folder, 'lock'), 'half');
  expect(() => lockRun(folder)).toThrow('is no lock');
});
