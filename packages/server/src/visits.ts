import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { ClientGone, serverClosing } from './errors.ts';

/** Aborts the work for a request when its client goes away, and all work when the server closes. */
export interface Visits {
  /** Watches over a response until `end` is called. */
  begin(response: ServerResponse): Visit;
  close(): void;
}

export interface Visit {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  end(): void;
}

export function visits(): Visits {
  const open = new Set<AbortController>();
  return {
    begin(response) {
      const controller = new AbortController();
      setMaxListeners(0, controller.signal); // every sequence and every model it waits for listens
      const gone = () => controller.abort(new ClientGone('The client closed the connection.'));
      open.add(controller);
      if (response.closed) gone();
      else response.once('close', gone);
      return {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        end() {
          open.delete(controller);
          response.off('close', gone);
        },
      };
    },
    close() {
      for (const controller of open) controller.abort(serverClosing());
    },
  };
}
