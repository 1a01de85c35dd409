import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunRecord, recordVersion, type SampleRecord } from '@vr/bench/record';
import { createRunFolder, openRunFolder } from '@vr/bench/run-folder';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerErrors } from '../errors.ts';
import { runRoutes } from './routes.ts';

const run: RunRecord = {
  version: recordVersion,
  id: 'a-run',
  state: { type: 'running' },
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: undefined,
  plan: {
    suites: [{ name: 'math', version: 1 }],
    arms: [
      { name: 'large-base', parameters: {} },
      { name: 'proxy-thinker', parameters: { alpha: 0.5 } },
    ],
    limit: 3,
    epochs: 1,
    seed: 0,
    split: 'test',
    calibration: 3,
    maxTokens: 8,
    lanes: 4,
    speed: undefined,
  },
  sampling: { temperature: 0, maxTokens: 8, seed: 0 },
  questions: [{ suite: 'math', version: 1, count: 3, sha256: '0'.repeat(64), scorer: 'digit@1' }],
  provenance: {
    commit: undefined,
    versions: {},
    hardware: {
      ...{ cpu: 'abacus', cores: 1, memoryBytes: 1, platform: 'wood', os: 'hand', device: 'beads' },
      loadAverage: 0,
    },
    models: [],
  },
  counts: { planned: 6, done: 0, failed: 0, unparsed: 0 },
};

const picture = { width: 2, height: 1, data: Uint8Array.from([255, 0, 0, 0, 0, 255]) };

function sample(arm: 0 | 1, index: number, image: string): SampleRecord {
  const choice = run.plan.arms[arm]!;
  return {
    key: `${arm}/math/${index}`,
    inputHash: '0'.repeat(64),
    epoch: 0,
    arm: choice.name,
    parameters: choice.parameters,
    suite: 'math',
    question: `math-test-0-${index}`,
    kind: 'sum',
    prompt: 'How many?',
    target: '2',
    image,
    state: 'done',
    answer: '2',
    finish: 'end',
    tokens: 1,
    largeTokens: 1,
    dropped: { small: 0, large: 0 },
    takeOvers: 0,
    visualTokens: 0,
    escalations: [],
    value: 1,
    read: '2',
    elapsedMs: 1,
    written: [{ by: choice.name, texts: ['2'] }],
  };
}

let parent: string;
let app: FastifyInstance;
beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'vr-runs-'));
  app = fastify();
  answerErrors(app, (error) => expect.unreachable(String(error)));
  await app.register(runRoutes, { folder: parent });
});
afterEach(async () => {
  await app.close();
  rmSync(parent, { recursive: true });
});

/** A run with three questions: the second arm answered first, and the last question failed for the first. */
async function recorded(changes: Partial<RunRecord> = {}): Promise<string> {
  const folder = createRunFolder(parent, { ...run, ...changes });
  const image = await folder.saveImage(picture);
  for (const index of [10, 2]) folder.appendSample(sample(1, index, image));
  folder.appendSample(sample(0, 2, image));
  const { key, inputHash, epoch, arm, parameters, suite, question, kind, prompt, target } = sample(
    0,
    10,
    image,
  );
  const error = { type: 'RangeError', message: 'too long', attempts: 1 };
  const head = { key, inputHash, epoch, arm, parameters, suite, question, kind, prompt, target, image };
  folder.appendSample({ ...head, state: 'failed', error });
  folder.close();
  return image;
}

const get = async (url: string) => {
  const { statusCode, body } = await app.inject(url);
  return { statusCode, body: JSON.parse(body) };
};

test('no folder of runs and an empty one are lists without entries', async () => {
  expect(await get('/api/runs')).toEqual({ statusCode: 200, body: { runs: [] } });
  rmSync(parent, { recursive: true });
  expect(await get('/api/runs')).toEqual({ statusCode: 200, body: { runs: [] } });
  mkdirSync(parent);
});

test('runs are listed newest first, with what is known of those that go on; folders that cannot be read say why', async () => {
  await recorded();
  await recorded({ id: 'later', startedAt: '2026-02-01T00:00:00.000Z' });
  mkdirSync(join(parent, 'holiday-pictures'));
  mkdirSync(join(parent, 'torn'));
  writeFileSync(join(parent, 'torn', 'run.json'), '{"version"');
  mkdirSync(join(parent, 'old'));
  writeFileSync(join(parent, 'old', 'run.json'), JSON.stringify({ ...run, id: 'old', version: 1 }));
  const { body } = await get('/api/runs');
  expect(body.runs.map((entry: { folder: string }) => entry.folder)).toEqual([
    'later',
    'a-run',
    'holiday-pictures',
    'old',
    'torn',
  ]);
  expect(body.runs[1].summary.accuracy).toHaveLength(2);
  expect(body.runs.slice(2).map((entry: { reason: string }) => entry.reason)).toEqual([
    expect.stringContaining('is not a run folder'),
    expect.stringContaining('recorded in format 1'),
    expect.stringContaining('is not JSON'),
  ]);
});

test.each([
  ['null', null, 'expected a JSON object'],
  ['a list', [], 'expected a JSON object'],
  ['arms that are no list', { ...run, plan: { ...run.plan, arms: {} } }, 'plan.arms'],
  ['no suites', { ...run, plan: { ...run.plan, suites: undefined } }, 'suites'],
  ['no provenance', { ...run, provenance: null }, 'provenance'],
  ['a time that is none', { ...run, startedAt: 'tomorrow' }, 'startedAt'],
])('a run.json that holds %s is unreadable, says where, and hides no other run', async (_, found, where) => {
  await recorded();
  mkdirSync(join(parent, 'odd'));
  writeFileSync(join(parent, 'odd', 'run.json'), JSON.stringify(found));
  const { body } = await get('/api/runs');
  expect(body.runs).toMatchObject([
    { folder: 'a-run', state: 'readable' },
    { folder: 'odd', state: 'unreadable', reason: expect.stringContaining(where) },
  ]);
  expect((await get('/api/runs/odd/questions')).statusCode).toBe(422);
});

test('lines that are JSON and no records are left out, counted, and told of by file and line', async () => {
  const image = await recorded();
  const odd = [
    1,
    'x',
    {},
    { ...sample(0, 7, image), parameters: null },
    { ...sample(0, 8, image), written: 'x' },
  ];
  const lines = odd.map((line) => `${JSON.stringify(line)}\n`).join('');
  appendFileSync(join(parent, 'a-run', 'samples.jsonl'), `null\n${lines}`);
  appendFileSync(join(parent, 'a-run', 'speed.jsonl'), '1\n{"round":0,"blocks":3}\n');
  const { body } = await get('/api/runs/a-run/questions');
  expect(body.questions).toHaveLength(2);
  const samples = join(parent, 'a-run', 'samples.jsonl');
  expect(body.leftOut).toBe(8);
  expect(body.faults[0]).toBe(`${samples}:5: expected a JSON object`);
  expect(body.faults[4]).toContain(`${samples}:9: parameters must be object`);
  expect((await get('/api/runs')).body.runs[0]).toMatchObject({ state: 'readable', summary: { speed: [] } });
});

test('a summary.json that is none is computed again', async () => {
  await recorded({ state: { type: 'done' } });
  const text = JSON.stringify({ version: recordVersion, run: 'a-run' });
  writeFileSync(join(parent, 'a-run', 'summary.json'), text);
  expect((await get('/api/runs/a-run')).body.summary.accuracy).toHaveLength(2);
});

test('what a run that goes on has written since shows at the next look', async () => {
  const image = await recorded();
  const before = await get('/api/runs/a-run');
  const folder = openRunFolder(join(parent, 'a-run'));
  folder.appendSample(sample(0, 11, image));
  folder.close();
  const after = await get('/api/runs/a-run');
  expect([before, after].map(({ body }) => body.summary.accuracy[0].n)).toEqual([1, 2]);
});

test('questions come in the order they were drawn, with how each arm fared', async () => {
  await recorded();
  const { body } = await get('/api/runs/a-run/questions');
  expect(body.questions.map((row: { question: string }) => row.question)).toEqual([
    'math-test-0-2',
    'math-test-0-10',
  ]);
  expect(body.questions[1].answers).toEqual({
    'large-base': { state: 'failed', error: { type: 'RangeError', message: 'too long', attempts: 1 } },
    'proxy-thinker?alpha=0.5': {
      state: 'done',
      value: 1,
      read: '2',
      tokens: 1,
      largeTokens: 1,
      visualTokens: 0,
      finish: 'end',
    },
  });
});

test('a question has its picture and every answer in full, arms in the order of the plan', async () => {
  const image = await recorded();
  const { body } = await get('/api/runs/a-run/questions/math-test-0-2');
  expect(body.samples).toEqual([0, 1].map((arm) => sample(arm as 0 | 1, 2, image)));
  const response = await app.inject(body.image);
  expect(response.headers['content-type']).toBe('image/png');
  expect(response.rawPayload.subarray(1, 4).toString()).toBe('PNG');
});

test('a line torn off by a crash hides itself only', async () => {
  await recorded();
  appendFileSync(join(parent, 'a-run', 'samples.jsonl'), '{"key":"0/ma');
  expect((await get('/api/runs/a-run/questions')).body.questions).toHaveLength(2);
});

test('an error is an object of the OpenAI API that says what to do', async () => {
  expect((await get('/api/runs/nowhere')).body).toEqual({
    error: {
      message: 'There is no run folder "nowhere". GET /api/runs lists those there are.',
      type: 'invalid_request_error',
      param: null,
      code: 'run_not_found',
    },
  });
});

test('what is not there is 404, what cannot be read 422, and nothing outside the runs is served', async () => {
  await recorded();
  mkdirSync(join(parent, 'empty'));
  const secret = join(parent, '..', 'vr-secret.png');
  cpSync(join(parent, 'a-run', 'run.json'), secret);
  const statusOf = async (url: string) => (await app.inject(url)).statusCode;
  expect(await statusOf('/api/runs/nowhere')).toBe(404);
  expect(await statusOf('/api/runs/nowhere/questions')).toBe(404);
  expect(await statusOf('/api/runs/empty')).toBe(422);
  expect(await statusOf('/api/runs/empty/questions')).toBe(422);
  expect(await statusOf('/api/runs/a-run/questions/math-test-0-77')).toBe(404);
  for (const file of ['00.png', 'run.json', '..%2frun.json', '..%2f..%2f..%2fvr-secret.png'])
    expect(await statusOf(`/api/runs/a-run/images/${file}`)).toBe(404);
  for (const folder of ['..', '%2e%2e', '..%2f', '.'])
    expect(await statusOf(`/api/runs/${folder}/questions`)).toBe(404);
  rmSync(secret);
});
