import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { listening } from './testing/fixture.ts';

const server = await listening({ served: [] });
afterAll(() => server.app.close());

/** What comes back for these bytes until the connection is closed. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect({ port: Number(new URL(server.address).port), host: '127.0.0.1' });
  let answer = '';
  socket.on('data', (text) => {
    answer += text;
  });
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

const bodyOf = (answer: string) => JSON.parse(answer.split('\r\n\r\n')[1]!);
const health = 'GET /health HTTP/1.1\r\nHost: localhost\r\n';

test.each([
  ['what is not HTTP', '\x16\x03\x01\x02\r\n\r\n', 400, 'invalid_request'],
  ['a method that there is not', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'invalid_request'],
  ['headers without end', `${health}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
])('%s is refused in the words of the API', async (_, bytes, status, code) => {
  const answer = await answerTo(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(bodyOf(answer).error).toMatchObject({ type: 'invalid_request_error', param: null, code });
});

test('on a connection that has been answered before, it is refused all the same', async () => {
  const socket = connect({ port: Number(new URL(server.address).port), host: '127.0.0.1' });
  socket.write(`${health}\r\n`);
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(/^HTTP\/1\.1 200 /);
  socket.write('BREW / HTTP/1.1\r\n\r\n');
  const [second] = await once(socket, 'data');
  expect(String(second)).toMatch(/^HTTP\/1\.1 400 /);
  expect(bodyOf(String(second)).error.code).toBe('invalid_request');
});

test('it is never mixed with the answer to a request before it', async () => {
  expect(await answerTo(`${health}\r\nBREW / HTTP/1.1\r\n\r\n`)).toBe('');
});
