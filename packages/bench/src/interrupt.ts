import { setMaxListeners } from 'node:events';

/** Ctrl-C pressed once. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Shells and runners may pass one key press on to a process twice. */
const samePressMs = 700;

/**
 * A signal that aborts with `Interrupted` at the first Ctrl-C (or SIGTERM). At the second the process ends at once;
 * everything recorded so far is on disk.
 */
export function interruptSignal(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every sequence under way listens
  let firstMs = 0;
  const interrupt = () => {
    if (!controller.signal.aborted) {
      firstMs = performance.now();
      onFirst();
      controller.abort(new Interrupted('Stopped by Ctrl-C.'));
    } else if (performance.now() - firstMs > samePressMs) process.exit(130);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
