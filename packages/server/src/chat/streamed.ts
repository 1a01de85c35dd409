import { describeError } from '../errors.ts';
import type { Chunks } from './chunks.ts';
import type { EventStream } from './event-stream.ts';
import type { Teller } from './teller.ts';

/** Sends each piece as it comes. */
export function streamTeller(chunks: Chunks, events: EventStream): Teller {
  return {
    tell: (choice, piece) =>
      events.send(piece.type === 'delta' ? chunks.delta(choice, piece) : chunks.ending(choice, piece)),
    async finish(usage) {
      await events.send(...chunks.usage(usage), '[DONE]');
      events.end();
    },
    fail(error) {
      if (!events.opened()) return false;
      // Whether it arrives makes no difference any more.
      events.send(JSON.stringify(describeError(error).body)).catch(() => {});
      events.end();
      return true;
    },
  };
}
