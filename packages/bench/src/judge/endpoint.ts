/** Asks a judge that speaks as the OpenAI API does. */
import OpenAI from 'openai';
import type { Reply } from './exchanges.ts';
import type { JudgeCall } from './judge.ts';

export interface Endpoint {
  /** Such as `https://api.openai.com/v1`; undefined: that, or what OPENAI_BASE_URL says. */
  readonly url: string | undefined;
  /** Undefined: what OPENAI_API_KEY says; a server of one's own often wants none. */
  readonly key: string | undefined;
  /** How often a call is tried again that was refused for haste, timed out or met an error of the server's. */
  readonly retries: number;
  readonly timeoutMs: number;
}

export type Ask = (model: string, call: JudgeCall, signal: AbortSignal) => Promise<Reply>;

/** Between tries it waits twice as long each time, or as long as the server says. */
export function asking({ url, key, retries, timeoutMs }: Endpoint): Ask {
  const client = new OpenAI({
    baseURL: url,
    apiKey: key ?? process.env.OPENAI_API_KEY ?? 'none',
    maxRetries: retries,
    timeout: timeoutMs,
  });
  return async (model, { messages, temperature, maxTokens }, signal) => {
    const completion = await client.chat.completions.create(
      { model, messages: [...messages], temperature, max_tokens: maxTokens },
      { signal },
    );
    const choice = completion.choices[0];
    if (!choice) throw new Error('The endpoint replied without a choice.');
    return {
      text: choice.message.content ?? '',
      finish: choice.finish_reason,
      servedBy: completion.model,
      promptTokens: completion.usage?.prompt_tokens ?? 0,
      replyTokens: completion.usage?.completion_tokens ?? 0,
    };
  };
}

/** Whether no call can succeed: the key, the model or the address is wrong. */
export function isHopeless(error: unknown): error is Error {
  return error instanceof OpenAI.APIError && [401, 403, 404].includes(error.status ?? 0);
}
