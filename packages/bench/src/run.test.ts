import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { beginRun, type LaunchContext, repeatRun, resumeRun } from './launch.ts';
import type { Plan, SampleRecord, Summary } from './record.ts';
import { readRunFolder } from './run-folder.ts';
import { digitSuite, models, plan, quiet, suites } from './testing/fixture.ts';

const parent = mkdtempSync(join(tmpdir(), 'vr-bench-'));
afterAll(() => rmSync(parent, { recursive: true }));
const timed: Plan = {
  ...plan,
  speed: { alpha: 0.5, rounds: 2, naive: [], sequences: [1, 2], arms: [], questions: 2, budgetMs: 1e6 },
};
const files = [{ name: 'large-base', sha256: 'abc', files: [] }];

function context(changes: Partial<LaunchContext> = {}): LaunchContext {
  return {
    suites,
    files: () => files,
    progress: quiet,
    signal: new AbortController().signal,
    load: async () => ({ models, naive: [], device: 'table', forget: async () => {}, close: async () => {} }),
    announce() {},
    ...changes,
  };
}

/** Stops after so many steps of progress. */
function stopAfter(steps: number): Pick<LaunchContext, 'progress' | 'signal'> {
  const controller = new AbortController();
  let left = steps;
  const step = () => {
    if (--left === 0) controller.abort(new Error('enough'));
  };
  return { progress: { ...quiet, step }, signal: controller.signal };
}

const withoutTimes = ({ accuracy, overall }: Summary) => ({ accuracy, overall });

test('a run leaves a folder that tells everything', async () => {
  const end = await beginRun(timed, parent, context());
  expect(end.type).toBe('done');
  const { run, samples, rounds } = readRunFolder(end.folder);
  expect(run.state).toEqual({ type: 'done' });
  expect(run.counts).toEqual({ planned: 80, done: 80, failed: 0, unparsed: 20 });
  expect(run.provenance).toMatchObject({ hardware: { device: 'table' }, models: files });
  expect(samples).toHaveLength(80);
  expect(rounds).toHaveLength(2);
  const summary = JSON.parse(readFileSync(join(end.folder, 'summary.json'), 'utf8'));
  expect(summary).toEqual(JSON.parse(JSON.stringify(end.type === 'done' && end.summary)));
  expect(readFileSync(join(end.folder, 'report.md'), 'utf8')).toContain('no measurable difference');
});

test.each([1, 33, 79, 81, 84])('stopped after %i steps and resumed, it comes out the same', async (steps) => {
  const whole = await beginRun(timed, parent, context());
  const stopped = await beginRun(timed, parent, context(stopAfter(steps)));
  expect(stopped.type).toBe('stopped');
  expect(readRunFolder(stopped.folder).run.state).toEqual({ type: 'stopped' });
  expect(existsSync(join(stopped.folder, 'summary.json'))).toBe(false);

  const resumed = await resumeRun(stopped.folder, context());
  const lines = readFileSync(join(stopped.folder, 'samples.jsonl'), 'utf8').trim().split('\n');
  expect(lines).toHaveLength(80);
  if (whole.type !== 'done' || resumed.type !== 'done') throw new Error('not done');
  expect(withoutTimes(resumed.summary)).toEqual(withoutTimes(whole.summary));
  expect(readRunFolder(resumed.folder).rounds).toHaveLength(2);
});

test('a failure is recorded, and may be resumed once it is mended', async () => {
  const broken = { ...models['large-base'], forward: () => Promise.reject(new Error('no device')) };
  const load = async () => ({
    ...(await context().load(timed)),
    models: { ...models, 'large-base': broken },
  });
  const end = await beginRun(plan, parent, context({ load }));
  expect(end).toMatchObject({ type: 'failed', run: { state: { type: 'failed' } } });
  expect(await resumeRun(end.folder, context())).toMatchObject({
    type: 'done',
    run: { counts: { done: 80, failed: 0 } },
  });
});

test('a run that is done is only read', async () => {
  const end = await beginRun(plan, parent, context());
  const load = () => Promise.reject(new Error('nothing to load'));
  expect(await resumeRun(end.folder, context({ load }))).toMatchObject({ type: 'done' });
});

test('resuming refuses other weights and other questions', async () => {
  const { folder } = await beginRun(plan, parent, context(stopAfter(3)));
  const otherFiles = () => [{ name: 'large-base', sha256: 'xyz', files: [] }];
  await expect(resumeRun(folder, context({ files: otherFiles }))).rejects.toThrow(
    'other weights of large-base',
  );
  const otherSuites = [digitSuite('spatial'), digitSuite('math', 2)];
  await expect(resumeRun(folder, context({ suites: otherSuites }))).rejects.toThrow(
    'version 1 of suite math',
  );
});

test('a run made again from its own run.json records the same, but for times', async () => {
  const timeless = (folder: string) =>
    readRunFolder(folder).samples.map((sample): SampleRecord => {
      return sample.state === 'done' ? { ...sample, elapsedMs: 0 } : sample;
    });
  const first = await beginRun(plan, parent, context());
  const second = await repeatRun(join(first.folder, 'run.json'), parent, context());
  expect(second.folder).not.toBe(first.folder);
  expect(timeless(second.folder)).toEqual(timeless(first.folder));
  const { id, startedAt, endedAt, provenance, ...own } = first.run;
  expect(second.run).toMatchObject(own);
  const others = [digitSuite('spatial'), { ...digitSuite('math'), questions: digitSuite('ocr').questions }];
  await expect(
    repeatRun(join(first.folder, 'run.json'), parent, context({ suites: others })),
  ).rejects.toThrow('other questions of suite math');
});

test('while a run is written nobody else may go on with it', async () => {
  const { folder } = await beginRun(plan, parent, context(stopAfter(3)));
  let second: Promise<unknown> | undefined;
  const load = async (asked: Plan) => {
    second ??= expect(resumeRun(folder, context())).rejects.toThrow(`process ${process.pid}`);
    await second;
    return context().load(asked);
  };
  expect(await resumeRun(folder, context({ load }))).toMatchObject({ type: 'done' });
});
