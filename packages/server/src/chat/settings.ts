import { randomInt } from 'node:crypto';
import type { ArmParameters } from '@vr/bench/record';
import type { Penalties, Sampling } from '@vr/core';
import { RequestRefused } from '../errors.ts';
import type { PromptSize } from '../prompt-size.ts';
import type { Served } from '../served.ts';
import { optionNames, parameterOf } from './options.ts';
import type { ChatRequest } from './request.ts';
import type { Reports } from './transcript.ts';

/** What a request asks for, with nothing left open. */
export interface Settings {
  readonly sampling: Sampling;
  /** Undefined: none. */
  readonly penalties: Penalties | undefined;
  readonly parameters: ArmParameters;
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
  const { top_k, min_p, events = false } = request.vr ?? {};
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
    penalties: penaltiesOf(request, served),
    parameters: parametersOf(request, served),
    seed: seed ?? randomInt(drawnSeeds),
    choices: n,
    stop: [stop].flat(),
    maxTokens: maxTokensOf(request),
    reports: { logprobs, events },
    odds: logprobs ? (top_logprobs ?? 0) : events ? 0 : undefined,
  };
}

function parametersOf({ vr = {} }: ChatRequest, { id, parameters }: Served): ArmParameters {
  const asked = optionNames.filter((option) => vr[option] !== undefined);
  const stray = asked.find((option) => parameters[parameterOf[option]] === undefined);
  if (stray) throw contradiction(`vr.${stray}`, `"${id}" has no "${stray}" to set.`);
  return { ...parameters, ...Object.fromEntries(asked.map((option) => [parameterOf[option], vr[option]])) };
}

function penaltiesOf(request: ChatRequest, { id, tokenizer }: Served): Penalties | undefined {
  const { presence_penalty = 0, frequency_penalty = 0, logit_bias = {} } = request;
  const { repetition_penalty = 1 } = request.vr ?? {};
  const bias = new Map(Object.entries(logit_bias).map(([token, added]) => [Number(token), added]));
  for (const token of bias.keys())
    if (token >= tokenizer.size)
      throw contradiction(
        'logit_bias',
        `"${id}" knows tokens 0 to ${tokenizer.size - 1}; ${token} is none of them.`,
      );
  if (presence_penalty === 0 && frequency_penalty === 0 && repetition_penalty === 1 && bias.size === 0)
    return undefined;
  return {
    presencePenalty: presence_penalty,
    frequencyPenalty: frequency_penalty,
    repetitionPenalty: repetition_penalty,
    bias,
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

/**
 * How many tokens may be written after a prompt of this size: in each of two turns where there may be another look.
 * Throws `RequestRefused` if that is too much.
 */
export function roomFor(
  { maxTokens }: Settings,
  { positions, again }: PromptSize,
  { id, contextLength }: Served,
  usualTokens: number,
): number {
  const promptTokens = positions + (again?.positions ?? 0);
  const room = Math.floor((contextLength - promptTokens) / (again ? 2 : 1));
  if (room >= (maxTokens ?? 1)) return maxTokens ?? Math.min(usualTokens, room);
  const twice = again ? ', in two looks,' : '';
  const asked =
    maxTokens === undefined ? '' : `, and ${maxTokens} tokens of answer${twice && ' to each'} are asked for`;
  throw new RequestRefused(
    `"${id}" has room for ${contextLength} positions; the prompt${twice} fills ${promptTokens}${asked}. ` +
      'Shorten the prompt or lower "max_tokens".',
    { code: 'context_length_exceeded', param: room < 1 ? 'messages' : 'max_tokens' },
  );
}
