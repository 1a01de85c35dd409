import type { Message } from '@vr/core';
import { RequestRefused } from '../errors.ts';
import type { Line } from '../line.ts';
import type { RequestMeter } from '../metrics.ts';
import type { PromptSize } from '../prompt-size.ts';
import type { Served } from '../served.ts';
import type { Visit } from '../visits.ts';
import { answer, type Ending, type Task } from './answer.ts';
import type { FinishReason } from './response.ts';
import { roomFor, type Settings } from './settings.ts';
import type { Teller } from './teller.ts';
import { usageOf } from './usage.ts';

/** A request that is being answered. */
export interface Exchange {
  readonly served: Served;
  readonly settings: Settings;
  readonly prompt: readonly Message[];
  /** One for each choice. */
  readonly seeds: readonly number[];
  readonly line: Line;
  readonly visit: Visit;
  readonly meter: RequestMeter;
  /** Tokens of an answer where the request does not say, if there is room. */
  readonly usualTokens: number;
}

/** Answers a request: all its choices at the same time, as far as there are places. The first failure ends them all. */
export async function converse(exchange: Exchange, teller: Teller): Promise<FinishReason> {
  const { served, settings, prompt, seeds, meter, visit, usualTokens } = exchange;
  const size = sizeOf(served, prompt);
  const maxTokens = roomFor(settings, size, served, usualTokens);
  meter.prompt(size.positions);
  const strategy = served.strategy(settings);
  const { stop, odds, reports } = settings;
  const { tokenizer, firstLook } = served;
  const choices = seeds.map((seed, index) => {
    const turn = { maxTokens, stop, seed, signal: visit.signal, ...(odds !== undefined && { odds }) };
    const task = { strategy, tokenizer, prompt, turn, reports, firstLook };
    return writeChoice(task, index, exchange, teller);
  });
  const endings = await allOf(choices, visit);
  const usage = usageOf(size, endings);
  meter.prompt(usage.prompt_tokens - size.positions);
  await teller.finish(usage);
  return endings.some(({ finish }) => finish === 'length') ? 'length' : 'stop';
}

async function writeChoice(
  task: Task,
  index: number,
  { line, visit, meter }: Exchange,
  teller: Teller,
): Promise<Ending> {
  const leave = await line.place(visit.signal);
  const close = meter.open();
  try {
    for await (const piece of answer(task)) {
      if (piece.type === 'delta') meter.wrote(piece.tokens);
      else if (piece.droppedTokens > 0) meter.wrote(piece.droppedTokens);
      await teller.tell(index, piece);
      if (piece.type === 'ending') return piece;
    }
    throw new Error('An answer came without an ending.');
  } finally {
    close();
    leave();
  }
}

/** What all of them resolve to. When one fails the others are told to stop, and waited for. */
async function allOf<T>(choices: readonly Promise<T>[], visit: Visit): Promise<T[]> {
  try {
    return await Promise.all(choices);
  } catch (error) {
    visit.abort(error);
    await Promise.allSettled(choices);
    throw error;
  }
}

/** No vocabulary that we know has a longer token. */
const charactersPerToken = 256;

/** What cannot fit is not counted: that takes a second for 2 MB, in which nothing else is written. */
function refuseFarTooLong({ id, contextLength }: Served, prompt: readonly Message[]): void {
  const texts = prompt
    .flatMap(({ content }) => content)
    .flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (prompt.length <= contextLength && characters <= contextLength * charactersPerToken) return;
  throw new RequestRefused(
    `"${id}" has room for ${contextLength} positions; the prompt has ${prompt.length} messages of ${characters} ` +
      'characters, which cannot fit. Shorten the prompt.',
    { code: 'context_length_exceeded', param: 'messages' },
  );
}

function sizeOf(served: Served, prompt: readonly Message[]): PromptSize {
  refuseFarTooLong(served, prompt);
  try {
    return served.measure(prompt);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RequestRefused(`"${served.id}" cannot read this prompt: ${error.message}`, {
      code: 'invalid_prompt',
      param: 'messages',
    });
  }
}
