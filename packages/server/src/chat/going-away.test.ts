import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { uniform } from '@vr/core';
import { hashed, tableModel } from '@vr/core/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  counting,
  family,
  type Listening,
  listening,
  slow,
  tokenizer,
  until,
} from '../testing/fixture.ts';

/** A server whose large base takes its time and writes until it is told to stop, and what it has been asked. */
async function patient(limits = {}) {
  const model = tableModel('large-base', tokenizer, ({ length }) =>
    Float32Array.from({ length: tokenizer.size }, (_, token) =>
      token === tokenizer.end ? -1e9 : uniform(1, length, token),
    ),
  );
  const endless = counting(slow(model, 2));
  const server = await listening({ served: family({ 'large-base': endless }), limits });
  return { ...server, forwards: () => model.calls.length, queries: () => sum(model.calls) };
}
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

const endlessly = { model: 'large-base', ...ask('go on'), max_tokens: 350, temperature: 1 };

/** Everything that is counted while it goes on is back to nothing, and the model is left alone. */
async function expectQuiet(server: Listening & { forwards(): number }): Promise<void> {
  await until(async () => (await server.metric('vr_requests_running')) === 0);
  expect(await server.metric('vr_requests_waiting')).toBe(0);
  expect(await server.metric('vr_sequences_open')).toBe(0);
  const before = server.forwards();
  await sleep(30);
  expect(server.forwards()).toBe(before);
}

describe('a client that goes away', () => {
  test('in the middle of a stream ends the work at once', async () => {
    await using server = await patient();
    const stream = await server.client.chat.completions.create({ ...endlessly, stream: true, n: 3 });
    let chunks = 0;
    for await (const _ of stream) if (++chunks === 4) break;
    await expectQuiet(server);
    expect(server.forwards()).toBeLessThan(50);
    expect(await server.metric('vr_requests_total')).toBe(1);
    expect(await (await fetch(`${server.address}/metrics`)).text()).toContain('finish="aborted"} 1');
    expect(server.errors).toEqual([]);
  });

  test('while it waits for a whole answer ends the work at once', async () => {
    await using server = await patient();
    const controller = new AbortController();
    const answer = server.client.chat.completions.create(endlessly, { signal: controller.signal });
    await until(() => server.forwards() > 3);
    controller.abort();
    await expect(answer).rejects.toThrow('aborted');
    await expectQuiet(server);
    expect(server.forwards()).toBeLessThan(50);
    expect(server.errors).toEqual([]);
  });

  test('while it waits in line leaves the line, and the others go on', async () => {
    await using server = await patient({ rows: 2 });
    const leaving = new AbortController();
    const create = (more: object, options = {}) =>
      server.client.chat.completions.create({ ...endlessly, max_tokens: 40, ...more }, options);
    const first = create({ n: 2 });
    await until(() => server.forwards() > 0);
    const second = create({ seed: 1 }, { signal: leaving.signal });
    const third = create({ seed: 2 });
    await until(async () => (await server.metric('vr_requests_waiting')) === 2);
    leaving.abort();
    await expect(second).rejects.toThrow('aborted');
    await until(async () => (await server.metric('vr_requests_waiting')) === 1);
    expect((await first).usage?.completion_tokens).toBe(80);
    expect((await third).usage?.completion_tokens).toBe(40);
    expect(server.queries()).toBe(120);
    await expectQuiet(server);
  });
});

describe('a client that stops reading', () => {
  const flood = { ...endlessly, stream: true, n: 64, logprobs: true, top_logprobs: 20, seed: 1 };

  /** Asks over a bare connection, and reads nothing after the head of the answer. */
  async function stuck(address: string) {
    const { port } = new URL(address);
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    const body = JSON.stringify(flood);
    const head = ['POST /v1/chat/completions HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
    socket.write(`${[...head, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`);
    await once(socket, 'readable');
    return socket;
  }

  test('is given up after a while: its places are free again, and it is counted as stalled', async () => {
    await using server = await patient({ stallSeconds: 0.5 });
    const socket = await stuck(server.address);
    await expectQuiet(server);
    const text = await (await fetch(`${server.address}/metrics`)).text();
    expect(text).toContain('vr_requests_total{model="large-base",finish="stalled"} 1');
    expect(server.errors).toEqual([]);
    socket.destroy();
  });

  test('and then goes away is no failure of the server', async () => {
    await using server = await patient({ stallSeconds: 60 });
    const socket = await stuck(server.address);
    const writtenSoFar = () => server.metric('vr_generated_tokens_total');
    let before = -1;
    await until(async () => {
      const now = await writtenSoFar();
      const still = now === before;
      before = now;
      await sleep(200);
      return still;
    });
    expect(await server.metric('vr_requests_running')).toBe(1);
    socket.destroy();
    await expectQuiet(server);
    const text = await (await fetch(`${server.address}/metrics`)).text();
    expect(text).toContain('vr_requests_total{model="large-base",finish="aborted"} 1');
    expect(server.errors).toEqual([]);
  });
});

describe('the line', () => {
  test('has so many places, and a wait of so many; who comes then is told to come back', async () => {
    await using server = await patient({ rows: 2, waiting: 1 });
    const create = (n: number) => server.client.chat.completions.create({ ...endlessly, max_tokens: 30, n });
    const three = create(3);
    await until(() => server.forwards() > 0);
    const refused = await create(1).catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 429, code: 'server_busy', type: 'rate_limit_error' });
    expect((refused as { headers: Headers }).headers.get('retry-after')).toBe('1');
    expect((await three).usage?.completion_tokens).toBe(90);
    expect((await create(3)).choices).toHaveLength(3);
  });

  test('never lets more run than it has places', async () => {
    await using server = await patient({ rows: 3 });
    let most = 0;
    let done = false;
    const watching = (async () => {
      while (!done) most = Math.max(most, await server.metric('vr_sequences_open'));
    })();
    const create = (seed: number) =>
      server.client.chat.completions.create({ ...endlessly, max_tokens: 10, n: 1 + (seed % 3), seed });
    await Promise.all(Array.from({ length: 10 }, (_, seed) => create(seed)));
    done = true;
    await watching;
    expect(most).toBe(3);
  });
});

describe('a server that closes', () => {
  test('tells those it leaves without an answer, streamed or whole', async () => {
    const server = await patient();
    const stream = await server.client.chat.completions.create({ ...endlessly, stream: true });
    const whole = server.client.chat.completions.create(endlessly).catch((error: unknown) => error);
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await until(async () => (await server.metric('vr_requests_running')) === 2);
    const closing = server.app.close();
    await expect(reading).rejects.toThrow('closing');
    expect(await whole).toMatchObject({ status: 503, code: 'server_closing' });
    await closing;
    expect(server.errors).toEqual([]);
  });
});

describe('a connection that stays open while the server closes', () => {
  test('is told so when it asks again', async () => {
    const server = await patient();
    const socket = connect({ port: Number(new URL(server.address).port), host: '127.0.0.1' });
    const asked = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';
    socket.write(asked.slice(0, 20)); // in the middle of a request, it is not closed as idle
    await sleep(50);
    const closing = server.app.close();
    await sleep(50);
    socket.write(asked.slice(20));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 503 /);
    expect(JSON.parse(String(answer).split('\r\n\r\n')[1]!).error).toMatchObject({
      type: 'server_error',
      code: 'server_closing',
    });
    await closing;
  });
});

describe('a model that fails', () => {
  const failing = (after: number) => {
    let forwards = 0;
    const model = hashed('large-base', tokenizer, 1, 0.1);
    return counting({
      ...model,
      async forward(queries, signal) {
        if (++forwards > after) throw new Error('secret of the house');
        return model.forward(queries, signal);
      },
    });
  };

  test('before its first token is an error of the server, without its details', async () => {
    await using server = await listening({ served: family({ 'large-base': failing(0) }) });
    for (const stream of [false, true]) {
      const error = await server.client.chat.completions.create({ ...endlessly, stream }).catch((e) => e);
      expect(error).toMatchObject({ status: 500, type: 'server_error' });
      expect(String(error)).not.toContain('secret');
    }
    expect(server.errors.map(String)).toEqual(Array(2).fill('Error: secret of the house'));
  });

  test('later is an event of the stream', async () => {
    await using server = await listening({ served: family({ 'large-base': slow(failing(5), 10) }) });
    const stream = await server.client.chat.completions.create({
      ...endlessly,
      stream: true,
      seed: 2,
    });
    let text = '';
    const reading = (async () => {
      for await (const { choices } of stream) text += choices[0]?.delta.content;
    })();
    await expect(reading).rejects.toThrow('The server failed to answer');
    expect(text).toHaveLength(5);
    expect(server.errors).toHaveLength(1);
    expect(await server.metric('vr_sequences_open')).toBe(0);
  });
});
