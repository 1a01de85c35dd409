/** What judges were asked and replied, one exchange a line of JSONL, each found by what was asked. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { JudgeCall } from './judge.ts';

export interface Reply {
  readonly text: string;
  /** Why it ended, in the endpoint's words. */
  readonly finish: string;
  /** The model that the endpoint says has replied: a name such as `gpt-4o` stands for several. */
  readonly servedBy: string;
  readonly promptTokens: number;
  readonly replyTokens: number;
}

export interface Exchange extends JudgeCall {
  readonly key: string;
  readonly model: string;
  readonly reply: Reply;
  readonly askedAt: string;
}

export interface Exchanges {
  find(model: string, call: JudgeCall): Exchange | undefined;
  add(model: string, call: JudgeCall, reply: Reply): void;
}

/** A hash of all that decides a reply: the model, the messages and the sampling. */
export function exchangeKey(model: string, { messages, temperature, maxTokens }: JudgeCall): string {
  const asked = [model, messages.map(({ role, content }) => [role, content]), temperature, maxTokens];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

/** Opens a file, which need not be there yet. Of two lines with one key the later counts; a line that was torn off does not. */
export function openExchanges(path: string): Exchanges {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const known = new Map(exchangesIn(path, text).map((exchange) => [exchange.key, exchange]));
  let torn = text !== '' && !text.endsWith('\n');
  return {
    find: (model, call) => known.get(exchangeKey(model, call)),
    add(model, call, reply) {
      const { messages, temperature, maxTokens } = call;
      const head = { key: exchangeKey(model, call), model, messages, temperature, maxTokens };
      const exchange: Exchange = { ...head, reply, askedAt: new Date().toISOString() };
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, `${torn ? '\n' : ''}${JSON.stringify(exchange)}\n`);
      torn = false;
      known.set(exchange.key, exchange);
    },
  };
}

function exchangesIn(path: string, text: string): Exchange[] {
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const exchange = parsed(line);
    if (typeof exchange?.key === 'string' && typeof exchange.reply?.text === 'string') return [exchange];
    // Torn off by a crash: it is asked for again.
    if (exchange === undefined) return [];
    throw new UsageError(`${path}:${i + 1}: this is not an exchange with a judge. Is it another file?`);
  });
}

function parsed(line: string): Exchange | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
