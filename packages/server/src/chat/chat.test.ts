import { batched, generate, penalised, proxyThinker, sample } from '@vr/core';
import { hashed, prompt, scripted } from '@vr/core/testing';
import type OpenAI from 'openai';
import sharp from 'sharp';
import Value from 'typebox/value';
import { afterAll, describe, expect, test } from 'vitest';
import { ask, counting, family, listening, tokenizer } from '../testing/fixture.ts';
import { ChatChunk, ChatCompletion } from './response.ts';

type Request = OpenAI.ChatCompletionCreateParamsNonStreaming & { readonly vr?: object };

const server = await listening();
const { client } = server;
afterAll(async () => {
  await server.app.close();
  expect(server.errors).toEqual([]);
});

/** The whole answer, as the API says it, and found to be as its schema says. */
async function whole(request: Request): Promise<ChatCompletion> {
  const completion: unknown = await client.chat.completions.create(request);
  Value.Assert(ChatCompletion, completion);
  return completion;
}

/** The chunks of the answer, each found to be as the schema says. */
async function streamed(request: Request): Promise<ChatChunk[]> {
  const chunks: ChatChunk[] = [];
  const body = { ...request, stream: true, stream_options: { include_usage: true } } as const;
  for await (const chunk of await client.chat.completions.create(body)) {
    const told: unknown = chunk;
    Value.Assert(ChatChunk, told);
    chunks.push(told);
  }
  return chunks;
}

/** What the chunks say together, in the shape of a whole answer. */
function folded(chunks: readonly ChatChunk[]) {
  const count = new Set(chunks.flatMap(({ choices }) => choices.map(({ index }) => index))).size;
  return Array.from({ length: count }, (_, index) => {
    const pieces = chunks.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
    const join = (texts: readonly (string | undefined)[]) => texts.join('');
    return {
      content: join(pieces.map(({ delta }) => delta.content)),
      reasoning: join(pieces.map(({ delta }) => delta.reasoning_content)),
      logprobs: pieces.flatMap(({ logprobs }) => logprobs?.content ?? []),
      tokens: pieces.flatMap(({ vr }) =>
        (vr?.events ?? []).flatMap((event) => (event.type === 'tokens' ? event.tokens : [])),
      ),
      finish: pieces.at(-1)?.finish_reason,
      seed: pieces.at(-1)?.vr?.seed,
      by: pieces.at(-1)?.vr?.by,
    };
  });
}

function foldedWhole({ choices }: ChatCompletion) {
  return choices.map(({ message, logprobs, finish_reason, vr }) => ({
    content: message.content,
    reasoning: message.reasoning_content ?? '',
    logprobs: logprobs?.content ?? [],
    tokens: (vr.events ?? []).flatMap((event) => (event.type === 'tokens' ? event.tokens : [])),
    finish: finish_reason,
    seed: vr.seed,
    by: vr.by,
  }));
}

const lively = { temperature: 1, max_tokens: 60 } as const;

describe('an answer', () => {
  test('is what the strategy writes', async () => {
    const { choices, usage } = await whole({ model: 'large-base', ...ask('hello'), max_tokens: 30 });
    const { tokens } = await generate(sample(hashed('', tokenizer, 1)), prompt('hello'), { maxTokens: 30 });
    expect(choices[0]!.message.content).toBe(tokenizer.decode(tokens));
    expect(usage).toMatchObject({
      prompt_tokens: 'hello'.length + 1,
      completion_tokens: tokens.length,
      total_tokens: 'hello'.length + 1 + tokens.length,
    });
  });

  test('streamed is the same as whole, in every part', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const request: Request = {
        model: ['large-base', 'proxy-thinker'][seed % 2]!,
        ...ask(`question ${seed}`),
        ...lively,
        seed,
        n: 1 + (seed % 3),
        logprobs: true,
        top_logprobs: seed % 4,
        stop: ['ab', 'x', '. '],
        vr: { events: true },
      };
      const [one, chunks] = await Promise.all([whole(request), streamed(request)]);
      expect(folded(chunks)).toEqual(foldedWhole(one));
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: one.usage });
      expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    }
  });

  test('begins with the role, and each choice ends with the reason', async () => {
    const chunks = await streamed({ model: 'large-base', ...ask('roles'), ...lively, n: 3, seed: 5 });
    for (let index = 0; index < 3; index++) {
      const pieces = chunks.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
      expect(pieces.map(({ delta }) => delta.role)).toEqual(
        pieces.map((_, n) => (n ? undefined : 'assistant')),
      );
      expect(pieces.map(({ finish_reason }) => finish_reason !== null)).toEqual(
        pieces.map((_, n) => n === pieces.length - 1),
      );
    }
  });

  test('is the same for the same seed, which it tells, and another for another', async () => {
    const request: Request = { model: 'proxy-thinker', ...ask('anything'), ...lively };
    const first = await whole(request);
    const { seed } = first.choices[0]!.vr;
    const [again, other] = await Promise.all([
      whole({ ...request, seed }),
      whole({ ...request, seed: seed + 1 }),
    ]);
    expect(again.choices).toEqual(first.choices);
    expect(other.choices[0]!.message).not.toEqual(first.choices[0]!.message);
  });

  test('has n choices that are those of the seeds from the first on', async () => {
    const request: Request = { model: 'large-base', ...ask('many'), ...lively, seed: 40 };
    const many = await whole({ ...request, n: 5 });
    const singles = await Promise.all([0, 1, 2, 3, 4].map((more) => whole({ ...request, seed: 40 + more })));
    expect(many.choices).toEqual(singles.map(({ choices }, index) => ({ ...choices[0]!, index })));
    const written = singles.reduce((total, { usage }) => total + usage.completion_tokens, 0);
    expect(many.usage.completion_tokens).toBe(written);
  });

  test('is the same beside others as alone', async () => {
    const requests = Array.from({ length: 40 }, (_, seed): Request => {
      const model = ['large-base', 'small-expert', 'proxy-thinker'][seed % 3]!;
      return { model, ...ask(`question ${seed}`), ...lively, seed };
    });
    const together = await Promise.all(requests.map(whole));
    for (const [index, request] of requests.entries())
      expect((await whole(request)).choices).toEqual(together[index]!.choices);
  });

  test('without guidance is that of the large base', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const request = { ...ask('compare'), ...lively, seed };
      const [guided, base] = await Promise.all([
        whole({ ...request, model: 'proxy-thinker', vr: { alpha: 0 } }),
        whole({ ...request, model: 'large-base' }),
      ]);
      expect(guided.choices[0]!.message).toEqual(base.choices[0]!.message);
    }
  });

  test('is guided as much as alpha says, by half unless it says', async () => {
    const models = [1, 3, 2].map((seed) => batched(hashed('', tokenizer, seed)));
    const [base, expert, amateur] = models;
    for (const alpha of [undefined, 0.5, 2]) {
      const guided = proxyThinker({ base: base!, expert: expert!, amateur: amateur!, alpha: alpha ?? 0.5 });
      const { tokens } = await generate(sample(guided), prompt('guide me'), { maxTokens: 30 });
      const request: Request = { model: 'proxy-thinker', ...ask('guide me'), max_tokens: 30 };
      const { choices } = await whole({ ...request, ...(alpha !== undefined && { vr: { alpha } }) });
      expect(choices[0]!.message.content).toBe(tokenizer.decode(tokens));
    }
  });

  test('is penalised and biased as the request says, guided or not; zeros are no penalty at all', async () => {
    for (const model of ['large-base', 'proxy-thinker']) {
      const request: Request = { model, ...ask('say it again'), max_tokens: 30 };
      const content = async (fields: Partial<Request> & { readonly vr?: { repetition_penalty?: number } }) =>
        (await whole({ ...request, ...fields })).choices[0]!.message.content;
      const plain = await content({});
      expect(await content({ presence_penalty: 0, logit_bias: {}, vr: { repetition_penalty: 1 } })).toBe(
        plain,
      );
      const [first] = plain;
      expect(await content({ logit_bias: { [tokenizer.encode(first!)[0]!]: -100 } })).not.toContain(first);
      const models = [1, 3, 2].map((seed) => batched(hashed('', tokenizer, seed)));
      const [base, expert, amateur] = models;
      const own =
        model === 'large-base' ? base! : proxyThinker({ base: base!, expert: expert!, amateur: amateur! });
      const penalties = { presencePenalty: 1.5, frequencyPenalty: 0.5, repetitionPenalty: 1.2 };
      const { tokens } = await generate(sample(penalised(own, penalties)), prompt('say it again'), {
        maxTokens: 30,
      });
      const asked = { presence_penalty: 1.5, frequency_penalty: 0.5, vr: { repetition_penalty: 1.2 } };
      expect(await content(asked)).toBe(tokenizer.decode(tokens));
      expect(tokenizer.decode(tokens)).not.toBe(plain);
    }
  });

  test('ends before a stop string, which is never told in part', async () => {
    const request: Request = { model: 'large-base', ...ask('stop it'), ...lively, logprobs: true };
    let stopped = 0;
    for (let seed = 0; seed < 20; seed++) {
      const [all] = foldedWhole(await whole({ ...request, seed }));
      const stop = all!.content.slice(3, 6);
      if (stop.length < 3) continue;
      stopped++;
      const before = all!.content.slice(0, all!.content.indexOf(stop));
      const chunks = await streamed({ ...request, seed, stop: [stop, 'never written'] });
      const [cut] = folded(chunks);
      expect(cut).toMatchObject({ content: before, finish: 'stop' });
      expect(cut!.logprobs.map(({ token }) => token).join('')).toBe(before);
      expect(chunks.at(-1)!.usage!.completion_tokens).toBe(before.length + stop.length);
    }
    expect(stopped).toBeGreaterThan(10);
  });

  test('that ends by itself says stop, one that is cut says length', async () => {
    await using sure = await listening({
      served: family({ 'large-base': counting(scripted('large-base', tokenizer, 'abc')) }),
    });
    const create = (max_tokens: number) =>
      sure.client.chat.completions.create({ model: 'large-base', ...ask('x'), max_tokens });
    expect((await create(3)).choices[0]).toMatchObject({
      message: { content: 'abc' },
      finish_reason: 'length',
    });
    expect((await create(4)).choices[0]).toMatchObject({
      message: { content: 'abc' },
      finish_reason: 'stop',
    });
  });

  test('tells the likeliest tokens, whose probabilities are at most one together', async () => {
    const { choices } = await whole({
      model: 'large-base',
      ...ask('odds'),
      max_tokens: 20,
      logprobs: true,
      top_logprobs: 5,
    });
    const { content } = choices[0]!.logprobs!;
    expect(content.length).toBeGreaterThan(0);
    for (const { token, logprob, bytes, top_logprobs } of content) {
      expect(bytes).toEqual([...Buffer.from(token)]);
      expect(top_logprobs).toHaveLength(5);
      // Greedy: what was written is the likeliest.
      expect(top_logprobs[0]).toEqual({ token, logprob, bytes });
      const total = top_logprobs.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
      expect(total).toBeLessThanOrEqual(1 + 1e-6);
    }
  });

  test('that is thought goes to reasoning_content, and may be sent back as it came', async () => {
    await using thinker = await listening({
      served: family({
        'small-expert': counting(scripted('small-expert', tokenizer, '<think>1 .. 2</think>the <answer>')),
      }),
    });
    const body = { model: 'small-expert', ...ask('think') };
    const { choices, usage } = await thinker.client.chat.completions.create(body);
    const message = choices[0]!.message;
    expect(message).toEqual({
      role: 'assistant',
      content: 'the <answer>',
      reasoning_content: '1 .. 2',
      refusal: null,
    });
    const thought = '<think>1 .. 2</think>'.length;
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(thought);
    const next = [...body.messages, message, ...ask('go on').messages];
    expect((await thinker.client.chat.completions.create({ ...body, messages: next })).choices).toHaveLength(
      1,
    );
  });
});

describe('a picture', () => {
  const picture = (width: number, height: number, seed: number) =>
    sharp(
      Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * (seed + 7)) % 251),
      {
        raw: { width, height, channels: 3 },
      },
    );
  const show = (file: Buffer, detail: 'auto' | 'low' | 'high' = 'auto') => ({
    messages: [
      {
        role: 'user' as const,
        content: [
          {
            type: 'image_url' as const,
            image_url: { url: `data:image/png;base64,${file.toString('base64')}`, detail },
          },
          { type: 'text' as const, text: 'what' },
        ],
      },
    ],
  });

  test('reaches the model pixel for pixel, and counts', async () => {
    const data = await picture(64, 32, 1).raw().toBuffer();
    const file = await picture(64, 32, 1).png().toBuffer();
    const image = { width: 64, height: 32, data: new Uint8Array(data) };
    const { tokens } = await generate(sample(hashed('', tokenizer, 1)), prompt('what', image), {
      maxTokens: 30,
    });
    const { choices, usage } = await whole({ model: 'large-base', ...show(file), max_tokens: 30 });
    expect(choices[0]!.message.content).toBe(tokenizer.decode(tokens));
    expect(usage.prompt_tokens).toBe((64 / 8) * (32 / 8) + 'what'.length + 1);
  });

  test('is looked at with half its side where detail is low', async () => {
    const file = await picture(200, 100, 2).png().toBuffer();
    const tokensFor = async (detail: 'low' | 'high') =>
      (await whole({ model: 'large-base', ...show(file, detail), max_tokens: 1 })).usage.prompt_tokens;
    expect(await tokensFor('high')).toBe((64 / 8) * (32 / 8) + 'what'.length + 1);
    expect(await tokensFor('low')).toBe((32 / 8) * (16 / 8) + 'what'.length + 1);
  });
});
