import { describeError } from '../errors.ts';
import type { Chunks } from './chunks.ts';
import type { EventStream } from './event-stream.ts';
import type { Teller } from './teller.ts';
import { type Delta, merged } from './transcript.ts';

/**
 * What comes within so short a time is sent together: nobody reads faster, and to send an event costs as much as to
 * write a token.
 */
const paceMs = 20;

/** Sends the pieces as they come. */
export function streamTeller(chunks: Chunks, events: EventStream): Teller {
  /** What is not sent yet. */
  const said: string[] = [];
  const deltas = new Map<number, Delta>();
  let timer: NodeJS.Timeout | undefined;
  let sentMs = Number.NEGATIVE_INFINITY;
  let ready: Promise<void> = Promise.resolve();

  const say = (choice: number) => {
    const delta = deltas.get(choice);
    if (delta) said.push(chunks.delta(choice, delta));
    deltas.delete(choice);
  };
  const send = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    sentMs = performance.now();
    for (const choice of deltas.keys()) say(choice);
    ready = events.send(...said.splice(0));
    // Whoever tells more waits for it and hears of a failure; the timer does not.
    ready.catch(() => {});
    return ready;
  };

  return {
    tell(choice, piece) {
      if (piece.type === 'ending') {
        say(choice);
        said.push(chunks.ending(choice, piece));
      } else {
        const before = deltas.get(choice);
        deltas.set(choice, before ? merged(before, piece) : piece);
      }
      if (timer) return ready;
      const earlyMs = sentMs + paceMs - performance.now();
      if (earlyMs <= 0) return send();
      timer = setTimeout(send, earlyMs);
      return ready;
    },
    async finish(usage) {
      said.push(...chunks.usage(usage), '[DONE]');
      await send();
      events.end();
    },
    fail(error) {
      clearTimeout(timer);
      if (!events.opened()) return false;
      for (const choice of deltas.keys()) say(choice);
      said.push(JSON.stringify(describeError(error).body));
      send();
      events.end();
      return true;
    },
  };
}
