import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ClientGone, ClientStalled, RequestRefused } from '../errors.ts';
import type { Line } from '../line.ts';
import type { Metrics, RequestFinish } from '../metrics.ts';
import type { Served } from '../served.ts';
import type { Visits } from '../visits.ts';
import { chunks } from './chunks.ts';
import { type EventStream, eventStream } from './event-stream.ts';
import { converse } from './exchange.ts';
import type { PromptReader } from './prompt.ts';
import { ChatRequest } from './request.ts';
import { type Settings, settingsOf } from './settings.ts';
import { streamTeller } from './streamed.ts';
import type { AnswerHead, Teller } from './teller.ts';
import { wholeTeller } from './whole.ts';

/** What chats need of the server. */
export interface ChatContext {
  /** Throws `RequestRefused` if there is no such model. */
  readonly find: (model: string) => Served;
  readonly readPrompt: PromptReader;
  readonly line: Line;
  readonly visits: Visits;
  readonly metrics: Metrics;
  readonly usualTokens: number;
  /** A client that reads nothing of its stream for so long is given up. */
  readonly stallMs: number;
  /** Gets what went wrong through no fault of the client. */
  readonly report: (error: unknown) => void;
}

/** `POST /v1/chat/completions`. */
export function chatRoute(app: FastifyInstance, context: ChatContext): void {
  const { find, readPrompt, line, visits, metrics, usualTokens, stallMs, report } = context;
  app
    .withTypeProvider<TypeBoxTypeProvider>()
    .post(
      '/v1/chat/completions',
      { schema: { body: ChatRequest }, preValidation: dropNulls },
      async ({ body }, reply) => {
        const served = find(body.model);
        const settings = settingsOf(body, served);
        const seeds = Array.from({ length: settings.choices }, (_, index) => settings.seed + index);
        const leave = line.admit(seeds.length);
        const visit = visits.begin(reply.raw);
        const meter = metrics.begin(served.id);
        const events = eventStream(reply, visit.signal, stallMs);
        const teller = tellerFor(body, settings, seeds, reply, events);
        try {
          const prompt = await readPrompt(body.messages, served.images);
          visit.signal.throwIfAborted();
          const exchange = { served, settings, prompt, seeds, line, visit, meter, usualTokens };
          meter.end(await converse(exchange, teller));
        } catch (error) {
          meter.end(finishOf(error));
          if (!teller.fail(error)) throw error;
          if (finishOf(error) === 'failed') report(error);
        } finally {
          visit.end();
          leave();
        }
        return reply;
      },
    );
}

function tellerFor(
  { model, stream, stream_options }: ChatRequest,
  { reports }: Settings,
  seeds: readonly number[],
  reply: FastifyReply,
  events: EventStream,
): Teller {
  const head: AnswerHead = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model,
  };
  if (!stream) return wholeTeller(head, seeds, reports, (completion) => void reply.send(completion));
  const usage = stream_options?.include_usage ?? false;
  return streamTeller(chunks(head, seeds, { usage }), events);
}

function finishOf(error: unknown): RequestFinish {
  if (error instanceof ClientGone) return 'aborted';
  if (error instanceof ClientStalled) return 'stalled';
  if (error instanceof RequestRefused) return error.code === 'server_closing' ? 'aborted' : 'refused';
  return 'failed';
}

/** As in the OpenAI API, null is as good as nothing. */
async function dropNulls({ body }: FastifyRequest): Promise<void> {
  if (typeof body !== 'object' || body === null) return;
  for (const [field, value] of Object.entries(body)) if (value === null) Reflect.deleteProperty(body, field);
}
