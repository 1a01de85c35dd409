import type { Sequence } from '@vr/core';
import { type Reader, worthCopying } from './placing.ts';

/** What one must know of a stream to send a sequence there. */
export interface Serving {
  serves(sequence: Sequence): boolean;
  /** How many more sequences it can serve without taking a row from one that is not done. */
  free(): number;
  /** Whether it has nothing to do. */
  idle(): boolean;
  /** How many positions a new sequence need not read, because another begins alike. */
  beginning(reader: Reader): number;
}

/** A sequence that is asked about, and the stream that is to read it if none has yet. */
export interface Guest extends Reader {
  readonly stream?: number | undefined;
}

/**
 * Says which stream each sequence of a forward goes to, one list a stream. A sequence stays where its cache is, a fork
 * where its parent is. New ones go together, so that a forward need not wait for several streams: to the stream that
 * serves most of the others; else to an idle one that has read more of how they begin; else to the one asked for, or the
 * emptiest. Only where that has no room for all, they are spread out.
 */
export function sharedOut<T extends Guest>(all: readonly T[], streams: readonly Serving[]): T[][] {
  if (streams.length === 1) return [[...all]];
  const shares = streams.map((): T[] => []);
  const strangers: T[] = [];
  for (const one of all) {
    const at = home(one.sequence, streams);
    (at < 0 ? strangers : shares[at]!).push(one);
  }
  if (strangers.length === 0) return shares;

  const room = streams.map((stream) => stream.free());
  const sizes = shares.map(({ length }) => length);
  const guest = strangers[0]!;
  const likely = strangers.length < all.length ? [most(sizes)] : [wellRead(guest, streams), guest.stream];
  const together = [...likely, most(room)].find(
    (at) => at !== undefined && (room[at] ?? 0) >= strangers.length,
  );
  for (const one of strangers) {
    const at = together ?? most(room);
    room[at]!--;
    shares[at]!.push(one);
  }
  return shares;
}

function home(sequence: Sequence, streams: readonly Serving[]): number {
  const own = streams.findIndex((stream) => stream.serves(sequence));
  const { parent } = sequence;
  return own >= 0 || parent === undefined ? own : streams.findIndex((stream) => stream.serves(parent));
}

/** The idle stream that has read most of what this one begins with, if that saves enough over where it would go. */
function wellRead(guest: Guest, streams: readonly Serving[]): number | undefined {
  const own = guest.stream === undefined ? 0 : (streams[guest.stream]?.beginning(guest) ?? 0);
  const read = streams.map((stream) => (stream.idle() ? stream.beginning(guest) : 0));
  const best = most(read);
  return read[best]! >= own + worthCopying ? best : undefined;
}

const most = (values: readonly number[]) => values.indexOf(Math.max(...values));
