import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ApiError, errorFrom, messageIn } from './fetch-json.ts';

/** A part of what a user says. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

/** The body of `POST /v1/chat/completions`. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: 'user'; readonly content: readonly ContentPart[] }[];
  readonly temperature: number;
  readonly seed: number;
  readonly max_completion_tokens: number;
  readonly stream: true;
  readonly stream_options: { readonly include_usage: true };
  readonly vr: { readonly events: true; readonly alpha?: number };
}

/** Tokens as the server reports them while it writes. */
export interface TokensEvent {
  readonly type: 'tokens';
  readonly by: string;
  readonly tokens: readonly {
    readonly text: string;
    readonly moved?: number;
    readonly instead?: string | null;
  }[];
}

/** What happens beside the tokens. */
export type AsideEvent =
  | { readonly type: 'escalation'; readonly scale: number; readonly because: string; readonly text: string }
  | { readonly type: 'handoff'; readonly to: 'small' | 'large' }
  | { readonly type: 'dropped'; readonly count: number };

/** What one chunk of the stream tells. */
export interface ChatNews {
  readonly tokens: readonly TokensEvent[];
  readonly asides: readonly AsideEvent[];
  /** Of all looks together, in the last chunk of all. */
  readonly imageTokens: number | undefined;
  /** Why the answer ended, in its last chunk. */
  readonly finish: string | undefined;
}

interface ChatChunk {
  readonly choices?: readonly {
    readonly finish_reason?: string | null;
    readonly vr?: { readonly events?: readonly { readonly type: string }[] };
  }[];
  readonly usage?: { readonly prompt_tokens_details: { readonly image_tokens: number } } | null;
}

/** Asks, and tells what is written as it is written. Throws `ApiError` with the server's words, midway too. */
export async function* streamChat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatNews> {
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok || response.body === null) throw await errorFrom(response);
  yield* newsOf(response.body);
}

/** What a stream tells, up to its end. Throws `ApiError` if it tells of an error, or breaks off. */
export async function* newsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ChatNews> {
  for await (const data of eventsOf(body)) {
    if (data === '[DONE]') return;
    const message = messageIn(data);
    if (message !== undefined) throw new ApiError(200, message);
    yield newsIn(JSON.parse(data) as ChatChunk);
  }
  throw new ApiError(200, 'The connection broke off before the answer had ended. Ask again.');
}

/** The data of each server-sent event. */
export async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value.data;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Reads a chunk of the stream. */
export function newsIn({ choices, usage }: ChatChunk): ChatNews {
  const choice = choices?.[0];
  const events = choice?.vr?.events ?? [];
  return {
    tokens: events.filter((event): event is TokensEvent => event.type === 'tokens'),
    asides: events.filter(isAside),
    imageTokens: usage?.prompt_tokens_details.image_tokens,
    finish: choice?.finish_reason ?? undefined,
  };
}

function isAside(event: { readonly type: string }): event is AsideEvent {
  return event.type === 'escalation' || event.type === 'handoff' || event.type === 'dropped';
}
