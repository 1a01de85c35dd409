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

/** Runs side by side, each killed so many times. */
const runs = 4;
const kills = process.env.MODE === 'full' ? 60 : 5;
const latestKillMs = 120;

const child = join(import.meta.dirname, 'testing/small-run-process.ts');
const random = seededRandom(Date.now() >>> 0);
const linesOf = (folder: string, name: string) =>
  readFileSync(join(folder, 'a-run', name), 'utf8')
    .trimEnd()
    .split('\n');

/** Starts the run, or goes on with it, and kills the process a moment after it has begun. Tells whether it came in time. */
async function killOnce(folder: string): Promise<boolean> {
  const process_ = spawn(process.execPath, ['--import', 'tsx', child, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(process_, 'exit');
  await once(process_.stdout, 'data');
  const timer = setTimeout(() => process_.kill('SIGKILL'), random.int(0, latestKillMs));
  const [, signal] = await ended;
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

test('killed at random moments and resumed, no answer is lost or doubled, and the summary is the same, byte for byte', async () => {
  const whole = join(parent, 'whole');
  await fillSmallRun(whole, 0);
  const summary = readFileSync(join(whole, 'a-run', 'summary.json'), 'utf8');
  const planned = linesOf(whole, 'samples.jsonl').length;
  expect(planned).toBe(smallPlan.arms.length * smallPlan.suites.length * smallPlan.limit);

  const killed = await Promise.all(
    Array.from({ length: runs }, async (_, index) => {
      const folder = join(parent, `killed-${index}`);
      let inTime = 0;
      for (let kill = 0; kill < kills; kill++) if (await killOnce(folder)) inTime++;
      await fillSmallRun(folder, 0);
      expect(readFileSync(join(folder, 'a-run', 'summary.json'), 'utf8')).toBe(summary);
      for (const name of ['samples.jsonl', 'scores.digit@1.jsonl']) {
        const keys = linesOf(folder, name).map((line) => JSON.parse(line).key);
        expect(keys).toHaveLength(planned);
        expect(new Set(keys).size).toBe(planned);
      }
      return inTime;
    }),
  );
  console.log(`Killed ${killed.join(' + ')} times.`);
  expect(Math.min(...killed)).toBeGreaterThan(0);
}, 600_000);
