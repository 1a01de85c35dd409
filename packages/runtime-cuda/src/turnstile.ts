/** Lets one task through at a time, in the order they came. */
export interface Turnstile {
  /**
   * Runs `task` when all before it are done. When aborted it rejects with `signal.reason`: at once while it waits, and
   * once the task has come to its end while that runs.
   */
  pass<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function turnstile(): Turnstile {
  const waiting: (() => void)[] = [];
  let taken = false;
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) taken = false;
    else next();
  };

  return {
    async pass(task, signal) {
      signal?.throwIfAborted();
      if (taken) await inLine(waiting, signal);
      taken = true;
      try {
        signal?.throwIfAborted();
        const result = await task();
        signal?.throwIfAborted();
        return result;
      } finally {
        leave();
      }
    },
  };
}

/** Until those before have left the line. When aborted it leaves the line and rejects with the reason. */
function inLine(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      waiting.splice(waiting.indexOf(next), 1);
      reject(signal?.reason);
    };
    const next = () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    };
    signal?.addEventListener('abort', abort, { once: true });
    waiting.push(next);
  });
}

/** Settles like `what`, but rejects as soon as `signal` says so. */
export function untilAborted<T>(what: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const settled = () => signal.removeEventListener('abort', abort);
    what.then(resolve, reject).finally(settled);
  });
}
