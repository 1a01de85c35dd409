import { expect, test } from 'vitest';
import { errorFrom, messageIn } from './fetch-json.ts';

test('an error says what the server said', async () => {
  const body = JSON.stringify({
    error: { message: 'No run folder “x”.', type: 'not_found', param: null, code: null },
  });
  const error = await errorFrom(new Response(body, { status: 404 }));
  expect(error.message).toBe('No run folder “x”.');
  expect(error.status).toBe(404);
});

test('an answer that is no error object is named by its status', async () => {
  const error = await errorFrom(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
  expect(error.message).toBe('The server answered 502 Bad Gateway');
});

test.each(['', 'null', '7', '{"error":"text"}', '{"error":{"message":5}}'])('%j holds no message', (text) => {
  expect(messageIn(text)).toBeUndefined();
});
