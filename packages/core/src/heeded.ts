/** The signals that somebody waits with. */
export interface Heeded {
  add(signal: AbortSignal): void;
  /** One less waits with it. */
  delete(signal: AbortSignal): void;
}

/** Calls `leave` when a signal aborts that somebody waits with. However many they are, it has one listener. */
export function heeded(leave: (signal: AbortSignal) => void): Heeded {
  const known = new WeakMap<AbortSignal, { waiting: number; abort(): void }>();
  return {
    add(signal) {
      const heeding = known.get(signal) ?? { waiting: 0, abort: () => leave(signal) };
      if (heeding.waiting++ > 0) return;
      known.set(signal, heeding);
      signal.addEventListener('abort', heeding.abort);
    },
    delete(signal) {
      const heeding = known.get(signal)!;
      if (--heeding.waiting === 0) signal.removeEventListener('abort', heeding.abort);
    },
  };
}
