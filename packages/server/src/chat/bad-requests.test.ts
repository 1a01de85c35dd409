import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import type { ErrorBody } from '../errors.ts';
import { ask, listening } from '../testing/fixture.ts';

const server = await listening({
  limits: { bodyBytes: 100_000, picturesPerRequest: 2, picturePixels: 100 },
});
afterAll(async () => {
  await server.app.close();
  expect(server.errors).toEqual([]);
});

const fine = { model: 'proxy-thinker', ...ask('hello'), max_tokens: 5 };
const content = (...parts: readonly object[]) => ({ messages: [{ role: 'user', content: parts }] });
const show = (url: string) => ({ type: 'image_url', image_url: { url } });
const whitePixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==';

const black = sharp({ create: { width: 20, height: 20, channels: 3, background: 'black' } });
const large = `data:image/png;base64,${(await black.png().toBuffer()).toString('base64')}`;

async function refusal(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${server.address}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { error } = (await response.json()) as ErrorBody;
  expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
  return { status: response.status, ...error };
}

test.each([
  ['no model', { model: undefined }, 'model', 'missing_parameter', '"model" is missing'],
  ['no messages', { messages: undefined }, 'messages', 'missing_parameter', '"messages" is missing'],
  ['messages that are none', { messages: [] }, 'messages', 'invalid_value', 'fewer than 1'],
  [
    'a role of its own',
    { messages: [{ role: 'tool', content: '' }] },
    'messages[0].role',
    'invalid_value',
    'one of "system"',
  ],
  [
    'a number to read',
    { messages: [{ role: 'user', content: 3 }] },
    'messages[0].content',
    'invalid_value',
    'a string or an array',
  ],
  [
    'a part of its own',
    content({ type: 'video' }),
    'messages[0].content[0]',
    'invalid_value',
    '"text" or "image_url"',
  ],
  [
    'a part without text',
    content({ type: 'text' }),
    'messages[0].content[0].text',
    'missing_parameter',
    'is missing',
  ],
  [
    'a name',
    { messages: [{ role: 'user', content: '', name: 'x' }] },
    'messages[0].name',
    'unknown_parameter',
    'not known',
  ],
  ['a field of its own', { best_of: 3 }, 'best_of', 'unknown_parameter', '"best_of" is not known'],
  ['a number in quotes', { temperature: '1' }, 'temperature', 'invalid_value', 'must be a number'],
  ['too hot', { temperature: 3 }, 'temperature', 'invalid_value', '<= 2'],
  ['top_p of 0', { top_p: 0 }, 'top_p', 'invalid_value', '> 0'],
  ['half a seed', { seed: 0.5 }, 'seed', 'invalid_value', 'an integer'],
  ['five stop strings', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'invalid_value', 'more than 4'],
  ['an empty stop string', { stop: ['a', ''] }, 'stop[1]', 'invalid_value', 'fewer than 1'],
  ['no choices', { n: 0 }, 'n', 'invalid_value', '>= 1'],
  ['no tokens', { max_tokens: 0 }, 'max_tokens', 'invalid_value', '>= 1'],
  ['two lengths', { max_completion_tokens: 9 }, 'max_tokens', 'invalid_value', 'Send one'],
  ['top_logprobs alone', { top_logprobs: 3 }, 'top_logprobs', 'invalid_value', '"logprobs": true'],
  ['too many top_logprobs', { logprobs: true, top_logprobs: 21 }, 'top_logprobs', 'invalid_value', '<= 20'],
  ['stream options alone', { stream_options: {} }, 'stream_options', 'invalid_value', '"stream": true'],
  ['tools', { tools: [{ type: 'function' }] }, 'tools', 'unsupported_parameter', 'other than as []'],
  [
    'JSON wanted',
    { response_format: { type: 'json_object' } },
    'response_format',
    'unsupported_parameter',
    '"text"',
  ],
  ['a penalty of 3', { presence_penalty: 3 }, 'presence_penalty', 'invalid_value', '<= 2'],
  [
    'a bias for no token',
    { logit_bias: { 99999: 1 } },
    'logit_bias',
    'invalid_value',
    '99999 is none of them',
  ],
  ['a bias by word', { logit_bias: { yes: 1 } }, 'logit_bias.yes', 'unknown_parameter', 'not known'],
  ['an effort', { reasoning_effort: 'low' }, 'reasoning_effort', 'unsupported_parameter', 'Leave it out'],
  ['an unknown vr field', { vr: { beta: 1 } }, 'vr.beta', 'unknown_parameter', 'not known'],
  [
    'guidance where there is none',
    { model: 'large-base', vr: { alpha: 1 } },
    'vr.alpha',
    'invalid_value',
    'has no "alpha" to set',
  ],
  [
    'a judge where nobody takes over',
    { vr: { judge: 'large' } },
    'vr.judge',
    'invalid_value',
    'has no "judge" to set',
  ],
  ['a judge of its own', { vr: { judge: 'me' } }, 'vr.judge', 'invalid_value', 'one of "small"'],
  ['half a token', { vr: { opening_tokens: 0.5 } }, 'vr.opening_tokens', 'invalid_value', 'an integer'],
  [
    'a picture elsewhere',
    content(show('https://example.com/a.png')),
    'messages[0].content[0].image_url.url',
    'image_url_not_supported',
    'fetches nothing',
  ],
  [
    'a picture of a kind',
    content(show('cat.png')),
    'messages[0].content[0].image_url.url',
    'image_url_not_supported',
    'data:image/png;base64',
  ],
  [
    'no picture',
    content(show('data:image/png;base64,aGVsbG8=')),
    'messages[0].content[0].image_url.url',
    'invalid_image',
    'not a PNG',
  ],
  [
    'a large picture',
    content(show(large)),
    'messages[0].content[0].image_url.url',
    'invalid_image',
    'more than 100 pixels',
  ],
  [
    'three pictures',
    content(show(whitePixel), show(whitePixel), show(whitePixel)),
    'messages',
    'too_many_images',
    'takes 2',
  ],
  [
    'a long answer',
    { max_tokens: 10_000 },
    'max_tokens',
    'context_length_exceeded',
    'room for 400 positions',
  ],
  ['a long prompt', ask('x'.repeat(500)), 'messages', 'context_length_exceeded', 'Shorten'],
  [
    'more messages than fit',
    { messages: Array(401).fill({ role: 'user', content: '' }) },
    'messages',
    'context_length_exceeded',
    '401 messages of 0 characters',
  ],
])('%s: refused with a reason', async (_, change, param, code, message) => {
  const found = await refusal({ ...fine, ...change });
  expect(found).toMatchObject({ status: 400, type: 'invalid_request_error', param, code });
  expect(found.message).toContain(message);
});

test('what is no request at all is refused', async () => {
  expect(await refusal('{"model":')).toMatchObject({ status: 400, code: 'invalid_json' });
  expect(await refusal('')).toMatchObject({ status: 400, code: 'invalid_json' });
  const tooLarge = JSON.stringify({ ...fine, vr: { alpha: 0 } }).replace('"alpha":0', '"alpha":1e999');
  expect(await refusal(tooLarge)).toMatchObject({ status: 400, param: 'vr.alpha' });
  expect(await refusal('[]')).toMatchObject({ status: 400, code: 'invalid_value' });
  expect(await refusal('{"__proto__":{}}')).toMatchObject({ status: 400 });
  expect(await refusal('hello', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  expect(await refusal({ ...fine, user: 'x'.repeat(200_000) })).toMatchObject({
    status: 413,
    code: 'request_too_large',
  });
  expect(await refusal({ ...fine, model: 'gpt-4o' })).toMatchObject({
    status: 404,
    code: 'model_not_found',
    param: 'model',
  });
});

test('what changes nothing is accepted, and null is as good as nothing', async () => {
  const harmless = {
    user: 'me',
    store: true,
    metadata: { a: 'b' },
    service_tier: 'auto',
    seed: null,
    stop: null,
  };
  const neutral = {
    presence_penalty: 0,
    logit_bias: {},
    tools: [],
    response_format: { type: 'text' },
    audio: null,
  };
  const response = await fetch(`${server.address}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fine, ...harmless, ...neutral }),
  });
  expect(response.status).toBe(200);
});
