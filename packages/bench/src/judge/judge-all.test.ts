import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quiet } from '../testing/fixture.ts';
import { asking } from './endpoint.ts';
import { exchangeKey, openExchanges } from './exchanges.ts';
import { settleNow } from './judge.ts';
import { JudgeUnavailable, judgeAll, recordedReply, unrecorded } from './judge-all.ts';
import { type Answering, type JudgeServer, judgeServer } from './testing.ts';
import { visionThinkJudge } from './visionthink.ts';

const model = 'a-judge';
let folder = '';
let file = '';
let servers: JudgeServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vr-judge-'));
  file = join(folder, 'exchanges.jsonl');
});
afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
  rmSync(folder, { recursive: true });
});

async function serve(answer: Answering): Promise<JudgeServer> {
  const server = await judgeServer(answer);
  servers.push(server);
  return server;
}

const pending = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: String(i),
    begin: () => visionThinkJudge.judge(`<answer>${i}</answer>`, { question: 'How many?', answer: '1' }),
  }));

const judged = ({ url }: JudgeServer, count: number, changes: object = {}) =>
  judgeAll(pending(count), {
    model,
    ask: asking({ url, key: 'k', retries: 3, timeoutMs: 2000 }),
    exchanges: openExchanges(file),
    lanes: 4,
    progress: quiet,
    signal: new AbortController().signal,
    ...changes,
  });

const isRight: Answering = ({ messages }) =>
  `Score: ${messages[1]!.content.includes('Answer**: 1\n\n') ? 1 : 0}`;
const rightEach = () => {
  const reply = recordedReply(openExchanges(file), model);
  return pending(6).map(({ begin }) => settleNow(begin(), reply).value);
};

describe('judging', () => {
  test('asks each once, no more at once than allowed, and the record gives the same marks offline', async () => {
    const server = await serve(isRight);
    expect(await judged(server, 6)).toEqual([]);
    expect(server.asked).toHaveLength(6);
    expect(server.most()).toBeLessThanOrEqual(4);
    expect(server.asked[0]).toMatchObject({ model, temperature: 0, max_tokens: 512 });
    server.close();
    expect(rightEach()).toEqual([0, 1, 0, 0, 0, 0]);
    expect(await judged(server, 6)).toEqual([]);
  });

  test('tries again what was refused for haste', async () => {
    const server = await serve((asked, count) => (count <= 2 ? { status: 429 } : isRight(asked, count)));
    expect(await judged(server, 1)).toEqual([]);
    expect(server.asked).toHaveLength(3);
  });

  test('names what was not judged after all tries, keeps the rest, and asks only for it later', async () => {
    const stubborn = await serve((asked, count) =>
      asked.messages[1]!.content.includes('Answer**: 2\n') ? { status: 503 } : isRight(asked, count),
    );
    const unjudged = await judged(stubborn, 6);
    expect(unjudged).toMatchObject([{ id: '2', because: expect.stringContaining('503') }]);
    const server = await serve(isRight);
    expect(await judged(server, 6)).toEqual([]);
    expect(server.asked).toHaveLength(1);
  });

  test('stops at once where nobody is let in', async () => {
    const server = await serve(() => ({ status: 401 }));
    await expect(judged(server, 50)).rejects.toThrow(JudgeUnavailable);
    expect(server.asked.length).toBeLessThanOrEqual(4);
  });

  test('stops when asked to, with the reason, and keeps what was replied', async () => {
    const controller = new AbortController();
    const server = await serve((asked, count) => {
      if (count === 3) controller.abort(new Error('enough'));
      return count < 3 ? isRight(asked, count) : undefined;
    });
    await expect(judged(server, 6, { lanes: 1, signal: controller.signal })).rejects.toThrow('enough');
    expect(unrecorded(pending(6), openExchanges(file), model)).toHaveLength(4);
  });

  test('asks once for what two answers ask at the same time', async () => {
    const server = await serve(isRight);
    const same = Array.from({ length: 4 }, () => pending(1)[0]!);
    const exchanges = openExchanges(file);
    const ask = asking({ url: server.url, key: 'k', retries: 0, timeoutMs: 2000 });
    const signal = new AbortController().signal;
    await judgeAll(same, { model, ask, exchanges, lanes: 4, progress: quiet, signal });
    expect(server.asked).toHaveLength(1);
  });
});

describe('the record', () => {
  const call = { messages: [{ role: 'user', content: 'so?' }], temperature: 0, maxTokens: 3 } as const;
  const reply = { text: '1.0', finish: 'stop', servedBy: model, promptTokens: 1, replyTokens: 1 };

  test('finds a reply by model, messages and sampling alone', () => {
    openExchanges(file).add(model, call, reply);
    const exchanges = openExchanges(file);
    expect(exchanges.find(model, { ...call })?.reply).toEqual(reply);
    expect(exchanges.find('another', call)).toBeUndefined();
    expect(exchanges.find(model, { ...call, temperature: 0.5 })).toBeUndefined();
    expect(exchanges.find(model, { ...call, maxTokens: 4 })).toBeUndefined();
    expect(exchanges.find(model, { ...call, messages: [] })).toBeUndefined();
    expect(JSON.parse(readFileSync(file, 'utf8')).key).toBe(exchangeKey(model, call));
  });

  test('survives a line that was torn off', () => {
    openExchanges(file).add(model, call, reply);
    appendFileSync(file, '{"key":"tor');
    openExchanges(file).add('another', call, reply);
    const exchanges = openExchanges(file);
    expect(exchanges.find(model, call)?.reply).toEqual(reply);
    expect(exchanges.find('another', call)?.reply).toEqual(reply);
  });

  test('is refused where it is another file', () => {
    writeFileSync(file, '{"id":1}\n{"id":2}\n');
    expect(() => openExchanges(file)).toThrow(`${file}:1: this is not an exchange with a judge`);
  });
});
