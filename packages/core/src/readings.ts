import { isDone, type Sequence } from './sequence.ts';

/** Where a sequence is read, and how far. */
export interface Reading {
  /** Which of the model's streams. */
  readonly stream: number;
  /** Items that have been read. */
  read: number;
}

/**
 * Gives each new sequence the stream that fewest of those still being written have; a fork goes on where its parent is.
 */
export function readings(streams: number): (sequence: Sequence) => Reading {
  const known = new WeakMap<Sequence, Reading>();
  const writing = Array.from({ length: streams }, () => new Set<WeakRef<Sequence>>());
  const emptiest = () => {
    const sizes = writing.map((some) => {
      for (const one of some) if (isDone(one.deref() ?? gone)) some.delete(one);
      return some.size;
    });
    return sizes.indexOf(Math.min(...sizes));
  };
  return (sequence) => {
    const before = known.get(sequence);
    if (before !== undefined) return before;
    const parent = sequence.parent && known.get(sequence.parent);
    const reading = parent ? { ...parent } : { stream: emptiest(), read: 0 };
    known.set(sequence, reading);
    writing[reading.stream]!.add(new WeakRef(sequence));
    return reading;
  };
}

const gone: Sequence = { items: [], done: true };

/** More tokens than a model is ever asked to verify at once. */
const longestStep = 16;

/** Whether all that is new since then is a few tokens. */
export function isStep({ items }: Sequence, { read }: Reading): boolean {
  if (items.length - read > longestStep || read === 0) return false;
  for (let at = read; at < items.length; at++) if (typeof items[at] !== 'number') return false;
  return true;
}
