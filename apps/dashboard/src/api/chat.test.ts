import { expect, test } from 'vitest';
import { eventsOf, newsIn, newsOf } from './chat.ts';

const encoder = new TextEncoder();

/** A body that arrives cut into pieces of so many bytes. */
function body(text: string, pieceBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = encoder.encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += pieceBytes)
        controller.enqueue(bytes.slice(at, at + pieceBytes));
      controller.close();
    },
  });
}

test('events are the same however the network cuts them', async () => {
  const text = 'data: {"α":1}\n\ndata: zwei\n\n: comment\n\ndata: [DONE]\n\n';
  for (const pieceBytes of [1, 2, 3, 7, 1000]) {
    const events = [];
    for await (const data of eventsOf(body(text, pieceBytes))) events.push(data);
    expect(events).toEqual(['{"α":1}', 'zwei', '[DONE]']);
  }
});

const nothing = { tokens: [], asides: [], imageTokens: undefined, finish: undefined };

test('what happens beside the tokens is told, and what the pictures came to', () => {
  const events = [
    { type: 'escalation', scale: 1, because: 'asked for resize', text: 'too small' },
    { type: 'handoff', to: 'large' },
    { type: 'dropped', count: 3 },
  ];
  expect(newsIn({ choices: [{ vr: { events } }] })).toEqual({ ...nothing, asides: events });
  const usage = { prompt_tokens_details: { image_tokens: 80 } };
  expect(newsIn({ choices: [], usage })).toEqual({ ...nothing, imageTokens: 80 });
});

test('a chunk tells its tokens and nothing of drafts', () => {
  const tokens = { type: 'tokens', by: 'large-base', tokens: [{ text: '4' }] };
  const chunk = { choices: [{ finish_reason: null, vr: { events: [{ type: 'draft' }, tokens] } }] };
  expect(newsIn(chunk)).toEqual({ ...nothing, tokens: [tokens] });
});

test('the last chunk tells why the answer ended', () => {
  expect(newsIn({ choices: [{ finish_reason: 'length' }] })).toEqual({ ...nothing, finish: 'length' });
  expect(newsIn({})).toEqual(nothing);
});

test('a stream that stops before its end, or tells of an error, is a failure with what came before it', async () => {
  const chunk = 'data: {"choices":[{"finish_reason":null}]}\n\n';
  const read = async (text: string) => {
    const news = [];
    try {
      for await (const one of newsOf(body(text, 1000))) news.push(one);
    } catch (error) {
      return `${news.length}: ${error}`;
    }
    return `${news.length}`;
  };
  expect(await read(`${chunk}data: [DONE]\n\n`)).toBe('1');
  expect(await read(chunk)).toContain('1: ApiError: The connection broke off');
  expect(await read(`${chunk}data: {"error":{"message":"closing"}}\n\n`)).toBe('1: ApiError: closing');
});
