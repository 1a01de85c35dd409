import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { ClientStalled } from '../errors.ts';

/** A response of server-sent events. Its head is sent with the first of them: until then it may still become another. */
export interface EventStream {
  /**
   * Sends events in one piece. Resolves when the client is ready for more. Rejects with what aborts the signal
   * meanwhile, or with `ClientStalled` if the client reads nothing for too long.
   */
  send(...data: readonly string[]): Promise<void>;
  opened(): boolean;
  end(): void;
  /** Ends it without waiting until the client has read what was sent. */
  cut(): void;
}

/** `stallMs`: a client that reads nothing for so long is given up. */
export function eventStream(reply: FastifyReply, signal: AbortSignal, stallMs: number): EventStream {
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
      if (!raw.write(text)) await drained(raw, signal, stallMs);
    },
    opened: () => opened,
    end: () => raw.end(),
    cut: () => raw.destroy(),
  };
}

async function drained(response: ServerResponse, signal: AbortSignal, stallMs: number): Promise<void> {
  const patience = AbortSignal.timeout(stallMs);
  try {
    await once(response, 'drain', { signal: AbortSignal.any([signal, patience]) });
  } catch (error) {
    signal.throwIfAborted();
    if (patience.aborted) throw new ClientStalled(`The client has read nothing for ${stallMs} ms.`);
    throw error;
  }
}
