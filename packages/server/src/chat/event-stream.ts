import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** A response of server-sent events. Its head is sent with the first of them: until then it may still become another. */
export interface EventStream {
  /** Sends events in one piece. Resolves when the client is ready for more; rejects if it goes away meanwhile. */
  send(...data: readonly string[]): Promise<void>;
  opened(): boolean;
  end(): void;
}

export function eventStream(reply: FastifyReply, signal: AbortSignal): EventStream {
  const { raw } = reply;
  let opened = false;

  const open = () => {
    opened = true;
    reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      // For proxies that would gather the answer before they pass it on.
      'x-accel-buffering': 'no',
    });
  };

  return {
    async send(...data) {
      if (!opened) open();
      const text = data.map((one) => `data: ${one}\n\n`).join('');
      if (!raw.write(text)) await once(raw, 'drain', { signal });
    },
    opened: () => opened,
    end: () => raw.end(),
  };
}
