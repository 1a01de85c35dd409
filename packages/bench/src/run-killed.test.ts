import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { seededRandom } from './suites/random.ts';
import { fillSmallRun, smallPlan } from './testing/small-run.ts';

const parent = mkdtempSync(join(tmpdir(), 'vr-killed-'));
afterAll(() => rmSync(parent, { recursive: true }));

/** Processes side by side, each with so many runs under way, and killed so many times: 20 runs broken off. */
const processes = 2;
const runs = 2;
const kills = process.env.MODE === 'full' ? 40 : 5;
const latestKillMs = 600 / kills;

const child = join(import.meta.dirname, 'testing/small-run-process.ts');
const random = seededRandom(Date.now() >>> 0);
const linesOf = (folder: string, name: string) =>
  readFileSync(join(folder, 'a-run', name), 'utf8')
    .trimEnd()
    .split('\n');

/** Starts the runs, or goes on with them, and kills the process a moment after it has begun. Tells whether it came in time. */
async function killOnce(folders: readonly string[]): Promise<boolean> {
  const running = spawn(process.execPath, ['--import', 'tsx', child, ...folders], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(running, 'exit');
  await once(running.stdout, 'data');
  const timer = setTimeout(() => running.kill('SIGKILL'), random.int(0, latestKillMs));
  const [, signal] = await ended;
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

/** Tells how often the process was killed before it was done. */
async function killOften(folders: readonly string[]): Promise<number> {
  let inTime = 0;
  for (let kill = 0; kill < kills; kill++) if (await killOnce(folders)) inTime++;
  return inTime;
}

test('killed at random moments and resumed, no answer is lost or doubled, and the summary is the same, byte for byte', async () => {
  const whole = join(parent, 'whole');
  await fillSmallRun(whole, 0);
  const summary = readFileSync(join(whole, 'a-run', 'summary.json'), 'utf8');
  const planned = linesOf(whole, 'samples.jsonl').length;
  expect(planned).toBe(smallPlan.arms.length * smallPlan.suites.length * smallPlan.limit);

  const groups = Array.from({ length: processes }, (_, process) =>
    Array.from({ length: runs }, (_, run) => join(parent, `killed-${process}-${run}`)),
  );
  const killed = await Promise.all(groups.map(killOften));
  console.log(`${runs} runs each in ${processes} processes that were killed ${killed.join(' and ')} times.`);
  expect(Math.min(...killed)).toBeGreaterThan(0);
  for (const folder of groups.flat()) {
    await fillSmallRun(folder, 0);
    expect(readFileSync(join(folder, 'a-run', 'summary.json'), 'utf8')).toBe(summary);
    for (const name of ['samples.jsonl', 'scores.digit@1.jsonl']) {
      const keys = linesOf(folder, name).map((line) => JSON.parse(line).key);
      expect(keys).toHaveLength(planned);
      expect(new Set(keys).size).toBe(planned);
    }
  }
}, 600_000);
