/** What the methods that write in pieces tell of themselves: looks, take-overs, what was dropped. */
import type { Item } from '@vr/core';
import { letters, scripted, tableModel } from '@vr/core/testing';
import type OpenAI from 'openai';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { counting, family, listening } from '../testing/fixture.ts';
import type { ChatChunk, ChatCompletion, ChatEvent } from './response.ts';

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
const characters = letters(`${printable}\n`);
const call = '<tool_call>\n{"name": "resize_image", "arguments": {"action": "resize"}}\n</tool_call>';
const asking = `<think>too small</think>${call}`;
const answer = '<think>seen</think><answer>7</answer>';

const widthsOn = (items: readonly Item[]) =>
  items
    .flatMap((item) => (typeof item === 'number' ? [] : item.content))
    .flatMap((part) => (part.type === 'image' ? [part.image.width] : []));

/** Asks for the full picture, unless it is dark, and answers what it sees in full. */
const looker = counting(
  tableModel('large-expert', characters, (items) => {
    const start = items.findLastIndex((item) => typeof item === 'object') + 1;
    const dark = items.some(
      (item) =>
        typeof item === 'object' &&
        item.content.some((part) => part.type === 'image' && part.image.data[0] === 0),
    );
    const tokens = characters.encode(dark || Math.max(...widthsOn(items)) === 64 ? answer : asking);
    const scores = new Float32Array(characters.size);
    scores[tokens[items.length - start] ?? characters.end] = 9;
    return scores;
  }),
  5000,
);

const writer = (name: string, text: string) => counting(scripted(name, characters, text), 5000);
const server = await listening({
  served: family({
    'large-base': writer('large-base', answer),
    'small-base': writer('small-base', answer),
    'small-expert': writer('small-expert', '<think>a\n\nwait b\n\nc</think><answer>7</answer>'),
    'large-expert': looker,
  }),
});
afterAll(async () => {
  await server.app.close();
  expect(server.errors).toEqual([]);
});

type Request = OpenAI.ChatCompletionCreateParamsNonStreaming & { readonly vr?: object };

async function requestAbout(background: string, width = 64): Promise<Request> {
  const picture = sharp({ create: { width, height: width, channels: 3, background } });
  const url = `data:image/png;base64,${(await picture.png().toBuffer()).toString('base64')}`;
  const content = [
    { type: 'image_url' as const, image_url: { url } },
    { type: 'text' as const, text: 'Which digit?' },
  ];
  return {
    model: 'vision-think',
    messages: [{ role: 'user', content }],
    max_tokens: 200,
    vr: { events: true },
  };
}

async function whole(request: Request) {
  const { choices, usage } = await server.client.chat.completions.create(request);
  const [{ message, vr }] = choices as unknown as ChatCompletion['choices'] as [ChatCompletion['choices'][0]];
  return { message, vr, usage: usage as unknown as ChatCompletion['usage'] };
}

async function streamed(request: Request) {
  const body = { ...request, stream: true, stream_options: { include_usage: true } } as const;
  const chunks: ChatChunk[] = [];
  for await (const chunk of await server.client.chat.completions.create(body))
    chunks.push(chunk as unknown as ChatChunk);
  const pieces = chunks.flatMap(({ choices }) => choices);
  return {
    content: pieces.map(({ delta }) => delta.content ?? '').join(''),
    reasoning: pieces.map(({ delta }) => delta.reasoning_content ?? '').join(''),
    events: pieces.flatMap(({ vr }) => vr?.events ?? []),
    usage: chunks.at(-1)!.usage!,
  };
}

const told = (events: readonly ChatEvent[] | undefined, type: ChatEvent['type']) =>
  (events ?? []).filter((event) => event.type === type);

describe('a second look', () => {
  test('is told with what was said before it, and counted as it was shown', async () => {
    const request = await requestAbout('white');
    const { message, vr, usage } = await whole(request);
    expect(message).toMatchObject({ content: '<answer>7</answer>', reasoning_content: 'seen' });
    expect(told(vr.events, 'escalation')).toEqual([
      { type: 'escalation', scale: 1, because: 'asked for resize', text: asking },
    ]);
    expect(usage.prompt_tokens_details.image_tokens).toBe(4 * 4 + 8 * 8);
    expect(usage.completion_tokens_details.dropped_tokens).toBe(asking.length);
    expect(usage.completion_tokens).toBe(asking.length + answer.length);
  });

  test('that nobody asked for is neither told nor counted', async () => {
    const { message, vr, usage } = await whole(await requestAbout('black'));
    expect(message.content).toBe('<answer>7</answer>');
    expect(told(vr.events, 'escalation')).toEqual([]);
    expect(usage.prompt_tokens_details.image_tokens).toBe(4 * 4);
    expect(usage.completion_tokens).toBe(answer.length);
  });

  test('counts for each choice that took it; the prompt counts once', async () => {
    const request = await requestAbout('white');
    const [one, three] = [await whole(request), await whole({ ...request, n: 3 })];
    const images = (usage: ChatCompletion['usage']) => usage.prompt_tokens_details.image_tokens;
    expect(images(three.usage) - images(one.usage)).toBe(2 * 64);
    const black = await whole(await requestAbout('black'));
    const again = one.usage.prompt_tokens - black.usage.prompt_tokens;
    expect(three.usage.prompt_tokens).toBe(black.usage.prompt_tokens + 3 * again);
  });

  test('streamed is the same as whole', async () => {
    for (const background of ['white', 'black']) {
      const request = await requestAbout(background);
      const [one, stream] = [await whole(request), await streamed(request)];
      expect(stream.content).toBe(one.message.content);
      expect(stream.reasoning).toBe(one.message.reasoning_content);
      expect(told(stream.events, 'escalation')).toEqual(told(one.vr.events, 'escalation'));
      expect(stream.usage).toEqual(one.usage);
    }
  });

  test('needs room for two turns', async () => {
    const request = { ...(await requestAbout('white')), max_tokens: 2400 };
    const { status } = await server.client.chat.completions.create(request).catch((error) => error);
    expect(status).toBe(400);
    await whole({ ...request, model: 'large-expert' });
  });

  test('of a question without a picture there is none', async () => {
    const request: Request = { model: 'large-base', messages: [{ role: 'user', content: 'Which?' }] };
    const usages = await Promise.all([whole(request), whole({ ...request, model: 'all-three' })]);
    for (const { usage } of usages) expect(usage.prompt_tokens_details.image_tokens).toBe(0);
    expect(usages[0].usage.prompt_tokens).toBe(usages[1].usage.prompt_tokens);
  });

  test('a picture is halved in whole patches', async () => {
    const { usage } = await whole(await requestAbout('black', 40));
    expect(usage.prompt_tokens_details.image_tokens).toBe(4 * 4);
  });
});

describe('take-overs', () => {
  test('are told, and so is who wrote what and what was dropped', async () => {
    const request = { ...(await requestAbout('black')), model: 'speculative-thinking' };
    const { vr, usage } = await whole({ ...request, vr: { events: true, doubt: 0, judge: 'small' } });
    const handoffs = told(vr.events, 'handoff').map((event) => event.type === 'handoff' && event.to);
    expect(handoffs[0]).toBe('large');
    expect(vr.by['large-expert']).toBeGreaterThan(0);
    expect(vr.by['small-expert']).toBeGreaterThan(0);
    const dropped = told(vr.events, 'dropped').reduce(
      (sum, event) => sum + (event.type === 'dropped' ? event.count : 0),
      0,
    );
    expect(dropped).toBeGreaterThan(0);
    expect(usage.completion_tokens_details.dropped_tokens).toBe(dropped);
    const stream = await streamed({ ...request, vr: { events: true, doubt: 0, judge: 'small' } });
    expect(stream.usage).toEqual(usage);
  });

  test('happen where the request says', async () => {
    const request = { ...(await requestAbout('black')), model: 'speculative-thinking' };
    const byLarge = async (vr: object) =>
      (await whole({ ...request, vr: { events: true, doubt: 0, judge: 'small', ...vr } })).vr.by[
        'large-expert'
      ] ?? 0;
    expect(await byLarge({ opening_tokens: 2 })).toBeLessThan(await byLarge({ opening_tokens: 20 }));
    expect(await byLarge({ asks_at: 'every thought', opening_tokens: 2 })).toBeGreaterThan(0);
  });
});
