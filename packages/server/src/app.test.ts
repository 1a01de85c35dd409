import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildApp } from './app.ts';
import { isLoopback } from './hosts.ts';
import { ask, family } from './testing/fixture.ts';

const dashboard = mkdtempSync(join(tmpdir(), 'vr-dashboard-'));
writeFileSync(join(dashboard, 'index.html'), '<title>the dashboard</title>');
mkdirSync(join(dashboard, 'assets'));
writeFileSync(join(dashboard, 'assets', 'app-1a2b.js'), 'export {}');
afterAll(() => rmSync(dashboard, { recursive: true }));

const stats = () => [{ model: 'large-base', forwards: 12, evictions: 3 }];
const app = buildApp({ served: family(), device: 'abacus', stats, dashboard });
const page = { accept: 'text/html' };

describe('a server', () => {
  test('lists its models, and tells of each', async () => {
    const { data } = (await app.inject('/v1/models')).json();
    expect(data.map(({ id }: { id: string }) => id)).toEqual([
      'large-base',
      'small-base',
      'small-expert',
      'large-expert',
      'proxy-thinker',
      'speculative-thinking',
      'vision-think',
      'all-three',
    ]);
    expect((await app.inject('/v1/models/proxy-thinker')).json()).toEqual(data[4]);
    expect(data[4]).toMatchObject({ object: 'model', owned_by: 'vr' });
    expect(data[4].vr.options).toEqual({ alpha: { default: 0.5 } });
    expect(data[0].vr).toEqual({ description: expect.any(String), context_length: 400, options: {} });
    expect(data[7].vr.options).toMatchObject({ ...data[4].vr.options, ...data[5].vr.options });
    expect(data[5].vr.options).toHaveProperty('opening_tokens.default');
    expect((await app.inject('/v1/models/nobody')).json().error.code).toBe('model_not_found');
  });

  test('tells how it is', async () => {
    expect((await app.inject('/health')).json()).toMatchObject({ status: 'ok', device: 'abacus' });
  });

  test('counts what it does', async () => {
    const payload = { model: 'small-base', ...ask('count'), max_tokens: 3 };
    const { usage } = (await app.inject({ method: 'POST', url: '/v1/chat/completions', payload })).json();
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    for (const line of [
      'vr_requests_running 0',
      'vr_requests_waiting 0',
      'vr_sequences_open 0',
      'vr_requests_total{model="small-base",finish="',
      `vr_prompt_tokens_total{model="small-base"} ${usage.prompt_tokens}`,
      `vr_generated_tokens_total{model="small-base"} ${usage.completion_tokens}`,
      'vr_time_to_first_token_seconds_count{model="small-base"} 1',
      'vr_request_duration_seconds_count{model="small-base"} 1',
      'vr_model_forwards_total{model="large-base"} 12',
      'vr_model_evictions_total{model="large-base"} 3',
      'nodejs_eventloop_lag_seconds ',
    ])
      expect(body).toContain(line);
  });

  test('answers in the words of the API where there is nothing', async () => {
    for (const url of ['/v1/nothing', '/api/nothing', '/assets/nothing.js', '/nothing']) {
      const response = await app.inject(url);
      expect(response.statusCode).toBe(404);
      expect(response.json().error).toMatchObject({ type: 'invalid_request_error', code: 'not_found' });
    }
    expect((await app.inject({ url: '/v1/nothing', headers: page })).statusCode).toBe(404);
    expect((await app.inject('/%zz')).json().error.code).toBe('invalid_url');
  });
});

describe('the dashboard', () => {
  test('is at every address that a person may open', async () => {
    for (const url of ['/', '/runs/some-run?tab=1'])
      expect((await app.inject({ url, headers: page })).body).toContain('the dashboard');
  });

  test('is asked for anew, its parts are not', async () => {
    const cached = async (url: string) => (await app.inject({ url, headers: page })).headers['cache-control'];
    expect(await cached('/')).toBe('no-cache');
    expect(await cached('/runs')).toBe('no-cache');
    expect(await cached('/assets/app-1a2b.js')).toContain('immutable');
  });

  test('that is not built is replaced by how to build it', async () => {
    const bare = buildApp({ served: [], dashboard: join(dashboard, 'assets') });
    for (const url of ['/', '/runs']) {
      const { statusCode, body } = await bare.inject({ url, headers: page });
      expect(statusCode).toBe(200);
      expect(body).toContain('npx -y pnpm@10.34.8 dashboard');
    }
  });

  test('gives away nothing beside it', async () => {
    for (const url of ['/../package.json', '/..%2fpackage.json', '/assets/../../secret'])
      expect([400, 403, 404]).toContain((await app.inject(url)).statusCode);
    expect((await app.inject('/%00')).json().error).toMatchObject({
      code: 'forbidden_path',
      message: expect.stringContaining('leads out of'),
    });
  });
});

describe('without models', () => {
  const bare = buildApp({ served: [] });

  test('there is an empty list, and chats are told so', async () => {
    expect((await bare.inject('/v1/models')).json()).toEqual({ object: 'list', data: [] });
    expect((await bare.inject('/health')).json()).toEqual({ status: 'no models', models: [] });
    const payload = { model: 'large-base', ...ask('hello') };
    const response = await bare.inject({ method: 'POST', url: '/v1/chat/completions', payload });
    expect(response.statusCode).toBe(503);
    expect(response.json().error).toMatchObject({ type: 'server_error', code: 'models_unavailable' });
  });
});

describe('who may ask', () => {
  test('a server for this machine answers nobody who takes it for another', async () => {
    for (const host of ['localhost:8000', '127.0.0.1', '[::1]:80', 'LOCALHOST'])
      expect((await app.inject({ url: '/health', headers: { host } })).statusCode).toBe(200);
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example:8000',
      '10.0.0.1',
    ]) {
      const response = await app.inject({ url: '/health', headers: { host } });
      expect(response.statusCode).toBe(403);
      expect(response.json().error.code).toBe('foreign_host');
    }
  });

  test('a server for all answers whoever asks', async () => {
    const open = buildApp({ served: [], hosts: 'any' });
    expect((await open.inject({ url: '/health', headers: { host: 'anything.example' } })).statusCode).toBe(
      200,
    );
  });

  test('no other site may read the answers', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await app.inject({ method: 'OPTIONS', url: '/v1/chat/completions', headers });
    expect(preflight.statusCode).toBe(404);
    const simple = await app.inject({ url: '/v1/models', headers });
    expect(simple.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test.each([
    ['localhost', true],
    ['::1', true],
    ['127.9.9.9', true],
    ['0.0.0.0', false],
    ['192.168.0.1', false],
    ['localhost.example', false],
  ])('%s means this machine: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
