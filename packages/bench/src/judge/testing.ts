/** A server that speaks as the OpenAI API does, for tests: real requests over loopback. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { JudgeMessage } from './judge.ts';

export interface Asked {
  readonly model: string;
  readonly messages: readonly JudgeMessage[];
  readonly temperature: number;
  readonly max_tokens: number;
}

/** A reply, or a refusal that may be tried again at once; undefined: none ever comes. */
export type Answering = (asked: Asked, count: number) => string | { readonly status: number } | undefined;

export interface JudgeServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The most calls that were under way at once. */
  readonly most: () => number;
  close(): void;
}

export async function judgeServer(answer: Answering): Promise<JudgeServer> {
  const asked: Asked[] = [];
  let underWay = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    underWay++;
    most = Math.max(most, underWay);
    const body: Asked = JSON.parse(await text(request));
    asked.push(body);
    const reply = answer(body, asked.length);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (reply === undefined) return;
    underWay--;
    const refused = typeof reply === 'object';
    response.writeHead(refused ? reply.status : 200, {
      'content-type': 'application/json',
      'retry-after-ms': '1',
    });
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: reply } }];
    const usage = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
    const completion = { id: 'a', object: 'chat.completion', created: 0, model: body.model, choices, usage };
    response.end(JSON.stringify(refused ? { error: { message: 'not now' } } : completion));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/v1`, asked, most: () => most, close };
}
