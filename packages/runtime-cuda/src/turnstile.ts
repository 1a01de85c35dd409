/** Lets one task through at a time, in the order they came. */
export interface Turnstile {
  /**
   * Runs `task` when all before it are done. When aborted it rejects with `signal.reason`: at once while it waits, and
   * once the task has come to its end while that runs.
   */
  pass<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function turnstile(): Turnstile {
  let before: Promise<unknown> = Promise.resolve();
  return {
    async pass(task, signal) {
      signal?.throwIfAborted();
      let running = false;
      const turn = before.then(async () => {
        signal?.throwIfAborted();
        running = true;
        const result = await task();
        signal?.throwIfAborted();
        return result;
      });
      before = turn.catch(() => {});
      return signal === undefined ? turn : untilAborted(turn, signal, () => running);
    },
  };
}

/** Settles like `what`, but rejects as soon as `signal` says so unless it `isRunning` by then. */
export function untilAborted<T>(
  what: Promise<T>,
  signal: AbortSignal,
  isRunning: () => boolean = () => false,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      if (!isRunning()) reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    const settled = () => signal.removeEventListener('abort', abort);
    what.then(resolve, reject).finally(settled);
  });
}
