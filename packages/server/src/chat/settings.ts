import { randomInt } from 'node:crypto';
import type { Sampling } from '@vr/core';
import { RequestRefused } from '../errors.ts';
import type { Served } from '../served.ts';
import type { ChatRequest } from './request.ts';
import type { Reports } from './transcript.ts';

/** What a request asks for, with nothing left open. */
export interface Settings {
  readonly sampling: Sampling;
  readonly alpha: number;
  /** Of the first choice; the others count up from it. */
  readonly seed: number;
  readonly choices: number;
  readonly stop: readonly string[];
  /** Undefined: as many as there is room for, up to a limit. */
  readonly maxTokens: number | undefined;
  readonly reports: Reports;
  /** How many of the likeliest tokens to report with each; undefined: no odds at all. */
  readonly odds: number | undefined;
}

/** Seeds count modulo 2³²; half of that is enough to draw from. */
const drawnSeeds = 2 ** 31;

/** Reads the settings of a request. Throws `RequestRefused` where they contradict each other or the model. */
export function settingsOf(request: ChatRequest, served: Served): Settings {
  const { temperature = 0, top_p, stop = [], seed, n = 1, logprobs = false, top_logprobs } = request;
  const { alpha, top_k, min_p, events = false } = request.vr ?? {};
  if (alpha !== undefined && served.alpha === undefined)
    throw contradiction('vr.alpha', `"${served.id}" is not guided, so there is no alpha to set.`);
  if (top_logprobs !== undefined && !logprobs)
    throw contradiction('top_logprobs', '"top_logprobs" needs "logprobs": true.');
  if (request.stream_options && !request.stream)
    throw contradiction('stream_options', '"stream_options" needs "stream": true.');
  return {
    sampling: {
      temperature,
      ...(top_p !== undefined && { topP: top_p }),
      ...(top_k !== undefined && { topK: top_k }),
      ...(min_p !== undefined && { minP: min_p }),
    },
    alpha: alpha ?? served.alpha ?? 0,
    seed: seed ?? randomInt(drawnSeeds),
    choices: n,
    stop: [stop].flat(),
    maxTokens: maxTokensOf(request),
    reports: { logprobs, events },
    odds: logprobs ? (top_logprobs ?? 0) : events ? 0 : undefined,
  };
}

function maxTokensOf({ max_tokens, max_completion_tokens }: ChatRequest): number | undefined {
  if (max_tokens !== undefined && max_completion_tokens !== undefined && max_tokens !== max_completion_tokens)
    throw contradiction('max_tokens', '"max_tokens" is the old name of "max_completion_tokens". Send one.');
  return max_completion_tokens ?? max_tokens;
}

function contradiction(param: string, message: string): RequestRefused {
  return new RequestRefused(message, { code: 'invalid_value', param });
}

/** How many tokens may be written after a prompt of so many positions. Throws `RequestRefused` if that is too much. */
export function roomFor(
  { maxTokens }: Settings,
  promptTokens: number,
  { id, contextLength }: Served,
  usualTokens: number,
): number {
  const room = contextLength - promptTokens;
  if (room >= (maxTokens ?? 1)) return maxTokens ?? Math.min(usualTokens, room);
  const asked = maxTokens === undefined ? '' : `, and ${maxTokens} tokens of answer are asked for`;
  throw new RequestRefused(
    `"${id}" has room for ${contextLength} positions; the prompt fills ${promptTokens}${asked}. ` +
      'Shorten the prompt or lower "max_tokens".',
    { code: 'context_length_exceeded', param: room < 1 ? 'messages' : 'max_tokens' },
  );
}
