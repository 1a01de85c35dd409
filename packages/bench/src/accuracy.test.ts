import { expect, test } from 'vitest';
import { measureAccuracy, plannedAnswers } from './accuracy.ts';
import type { SampleRecord } from './record.ts';
import { failing, models, plan, quiet, suites } from './testing/fixture.ts';

const base = { plan, suites, models, answered: new Set<string>(), progress: quiet };
const never = new AbortController().signal;

async function measured(changes: Partial<Parameters<typeof measureAccuracy>[0]> = {}) {
  const samples: SampleRecord[] = [];
  await measureAccuracy({ ...base, record: (sample) => samples.push(sample), signal: never, ...changes });
  return samples;
}

test('asks every arm every question once', async () => {
  const samples = await measured();
  expect(samples).toHaveLength(plannedAnswers(plan));
  expect(new Set(samples.map(({ key }) => key)).size).toBe(plannedAnswers(plan));
  expect(samples.find(({ prompt }) => prompt === '0')).toMatchObject({
    key: 'large-base/spatial@1/spatial-test-0-0',
    prompt: '0',
    target: '0',
    state: 'done',
    answer: '0',
    tokens: 1,
    value: 1,
    read: '0',
    finish: 'end',
  });
});

test('guidance with weight 0 is the large base', async () => {
  const samples = await measured();
  const answers = (key: string) =>
    samples.flatMap((sample) =>
      sample.key.startsWith(key) && sample.state === 'done' ? [sample.answer] : [],
    );
  expect(answers('proxy-thinker?alpha=0/')).toEqual(answers('large-base/'));
});

test('an answer that is there is not asked for again', async () => {
  const before = await measured();
  const answered = new Set(before.slice(5).map(({ key }) => key));
  const after = await measured({ answered });
  expect(after.map(({ key }) => key)).toEqual(before.slice(0, 5).map(({ key }) => key));
});

test('an error is a state of its own, and the others go on', async () => {
  const samples = await measured({ models: { ...models, 'small-expert': failing(models['small-expert']) } });
  const failed = samples.filter(({ state }) => state === 'failed');
  expect(failed).toHaveLength(4); // 7 in two suites, by the expert and by the arm that it guides
  expect(failed[0]).toMatchObject({ error: { name: 'RangeError', message: 'cannot count to seven' } });
  expect(failed[0]).not.toHaveProperty('answer');
  expect(samples).toHaveLength(plannedAnswers(plan));
});

test('many errors end the run', async () => {
  const broken = { ...models['large-base'], forward: () => Promise.reject(new Error('no device')) };
  await expect(measured({ models: { ...models, 'large-base': broken } })).rejects.toThrow('no device');
});

test('stops when told to, and records nothing more', async () => {
  const controller = new AbortController();
  const samples: SampleRecord[] = [];
  const record = (sample: SampleRecord) => {
    samples.push(sample);
    if (samples.length === 7) controller.abort(new Error('enough'));
  };
  await expect(measured({ record, signal: controller.signal })).rejects.toThrow('enough');
  expect(samples).toHaveLength(7);
  expect(samples.every(({ state }) => state === 'done')).toBe(true);
});
