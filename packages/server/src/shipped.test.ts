/** The server on the models that ship with the repository. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { modelNames } from '@vr/bench/arms';
import { suites } from '@vr/bench/suites';
import { uniform } from '@vr/core';
import { type LoadedModel, load } from '@vr/runtime-cuda';
import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { servedFamily } from './app.ts';
import { exampleRequest } from './example.ts';
import { type Listening, listening, until } from './testing/fixture.ts';
import { chatMessages } from './testing/questions.ts';

const folder = process.env.VR_MODELS ?? join(import.meta.dirname, '../../../models');
const missing = modelNames.filter((name) => !existsSync(join(folder, name, 'onnx')));
if (missing.length > 0) console.warn(`Skipped: no ${missing.join(', ')} in ${folder}.`);

/** Questions of all suites, each to one of the strategies. */
async function requestsFor(count: number) {
  const questions = suites.flatMap((suite) => [
    ...suite.questions('test', Math.ceil(count / suites.length), 7),
  ]);
  const names = ['proxy-thinker', 'large-base', 'vision-think', 'all-three', 'speculative-thinking'];
  return Promise.all(
    questions.slice(0, count).map(async ({ prompt }, index) => {
      const messages = await chatMessages(prompt);
      return { model: names[index % names.length]!, messages, temperature: 0, max_tokens: 100 };
    }),
  );
}

describe.skipIf(missing.length > 0)('on the shipped models', () => {
  let loaded: LoadedModel[] = [];
  let server: Listening;
  beforeAll(async () => {
    loaded = await Promise.all(modelNames.map((name) => load(join(folder, name), { name })));
    const [largeBase, smallBase, smallExpert, largeExpert] = loaded;
    const models = {
      'large-base': largeBase!,
      'small-base': smallBase!,
      'small-expert': smallExpert!,
      'large-expert': largeExpert!,
    };
    server = await listening({ served: servedFamily(models) });
  });
  afterAll(async () => {
    await server.app.close();
    await Promise.all(loaded.map((model) => model.close()));
    expect(server.errors).toEqual([]);
  });

  type Request = OpenAI.ChatCompletionCreateParamsNonStreaming;
  type Message = OpenAI.ChatCompletionMessage & { readonly reasoning_content?: string };
  const textOf = ({ content, reasoning_content = '' }: Message) => `${reasoning_content}|${content}`;

  async function whole(request: Request): Promise<string> {
    const { choices } = await server.client.chat.completions.create(request);
    return textOf(choices[0]!.message);
  }

  async function streamed(request: Request, signal?: AbortSignal): Promise<string> {
    const options = signal ? { signal } : {};
    const stream = await server.client.chat.completions.create({ ...request, stream: true }, options);
    let content = '';
    let reasoning = '';
    for await (const { choices } of stream) {
      const delta: Partial<Message> | undefined = choices[0]?.delta as Partial<Message> | undefined;
      content += delta?.content ?? '';
      reasoning += delta?.reasoning_content ?? '';
    }
    signal?.throwIfAborted();
    return `${reasoning}|${content}`;
  }

  test('the example is read off its picture, thought about and answered', async () => {
    const { choices, usage } = await server.client.chat.completions.create(exampleRequest('proxy-thinker'));
    const { content, reasoning_content } = choices[0]!.message as Message;
    expect(content).toMatch(/^<answer>\d+<\/answer>$/);
    expect(reasoning_content).toMatch(/[HCDB]=\d/);
    expect(choices[0]!.finish_reason).toBe('stop');
    expect(usage?.prompt_tokens).toBeGreaterThan(64);
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(10);
  });

  test('the program in the README prints steps and answer', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const [, program] = /```js\n(.*?)```/s.exec(readme)!;
    const source = program!.replace('http://127.0.0.1:8000', server.address);
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source], {
      cwd: import.meta.dirname,
    });
    expect((await run).stdout).toMatch(/<answer>\d+<\/answer>$/);
  });

  test('a small picture costs a quarter, and the full one is added where it is asked for', async () => {
    const answers = (await requestsFor(40)).map(async (request) => {
      const { usage } = await server.client.chat.completions.create({ ...request, model: 'vision-think' });
      return usage?.prompt_tokens_details;
    });
    for (const shown of await Promise.all(answers))
      expect([{ image_tokens: 16 }, { image_tokens: 16 + 64 }]).toContainEqual(shown);
  });

  test('without guidance the large base answers', async () => {
    for (const request of await requestsFor(6)) {
      const unguided = { ...request, model: 'proxy-thinker', vr: { alpha: 0 } };
      expect(await whole(unguided)).toBe(await whole({ ...request, model: 'large-base' }));
    }
  });

  test('a text that the template cannot carry is refused', async () => {
    const messages = [{ role: 'user' as const, content: 'an <image> that is none' }];
    const answer = server.client.chat.completions.create({ model: 'large-base', messages });
    await expect(answer).rejects.toMatchObject({ status: 400, code: 'invalid_prompt', param: 'messages' });
  });

  test('200 streams at once, a third of which vanish: the others say what they say alone', async () => {
    const requests = await requestsFor(200);
    const vanish = (index: number) => index % 3 === 1;
    let vanished = 0;
    const answers = await Promise.all(
      requests.map(async (request, index) => {
        if (!vanish(index)) return streamed(request);
        const controller = new AbortController();
        setTimeout(() => controller.abort(), uniform(1, index, 0) * 1500);
        return streamed(request, controller.signal).catch(() => {
          vanished++;
          return undefined;
        });
      }),
    );
    expect(vanished).toBeGreaterThan(30);
    for (const gauge of ['vr_requests_running', 'vr_requests_waiting', 'vr_sequences_open'])
      await until(async () => (await server.metric(gauge)) === 0);
    for (const [index, request] of requests.entries())
      if (!vanish(index)) expect(answers[index]).toBe(await whole(request));
  });
});
