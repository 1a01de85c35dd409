import { EditedInFlight } from './errors.ts';
import type { Logits, Model, Query } from './model.ts';
import type { Item } from './sequence.ts';

/** A query on its way, with the tape's length and last item when it was asked, to notice an edit made too early. */
interface Waiting {
  readonly query: Query;
  readonly length: number;
  readonly last: Item | undefined;
  readonly resolve: (logits: Logits) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Runs what many sequences ask at the same time as one forward, of at most `maxBatch` queries.
 *
 * While the model is busy, queries wait. When it is free, everything asked before the end of the current turn of the
 * event loop leaves together: callers just woken by the last batch are back in time for the next one. If a batch
 * fails, its queries run one by one, so that only the culprit hears of it. An abort rejects at once: a query that
 * waits leaves the queue, one that runs is computed for nobody. An edit of a sequence between question and answer
 * rejects with `EditedInFlight`.
 */
export function batched(model: Model, { maxBatch = 64 }: { readonly maxBatch?: number } = {}): Model {
  if (!(maxBatch >= 1)) throw new RangeError(`maxBatch must be 1 or more, found ${maxBatch}.`);
  let waiting: Waiting[] = [];
  let busy = false;

  function flushSoon(): void {
    if (busy || waiting.length === 0) return;
    busy = true;
    // Not as soon as the model is free: batches measured half as large then.
    setImmediate(async () => {
      await answer(take());
      busy = false;
      flushSoon();
    });
  }

  /** The oldest queries that fit in one batch. */
  function take(): Waiting[] {
    waiting = waiting.filter((one) => !rejectEdited(one));
    const batch = waiting.slice(0, maxBatch);
    waiting = waiting.slice(maxBatch);
    return batch;
  }

  async function answer(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const logits = await model.forward(batch.map(({ query }) => query));
      for (const [i, one] of batch.entries()) if (!rejectEdited(one)) one.resolve(logits[i]!);
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await answer([one]);
    }
  }

  function rejectEdited({ query: { sequence }, length, last, reject }: Waiting): boolean {
    const { items } = sequence;
    if (items.length === length && items.at(-1) === last) return false;
    reject(new EditedInFlight({ model: model.name, expected: length, found: items.length }));
    return true;
  }

  function ask(query: Query, signal: AbortSignal | undefined): Promise<Logits> {
    return new Promise<Logits>((resolve, reject) => {
      const { items } = query.sequence;
      const leave = () => {
        waiting = waiting.filter((one) => one !== entry);
        reject(signal!.reason);
      };
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', leave);
          how(value);
        };
      const entry = {
        query,
        length: items.length,
        last: items.at(-1),
        resolve: settle(resolve),
        reject: settle(reject),
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', leave, { once: true });
      waiting.push(entry);
      flushSoon();
    });
  }

  return {
    name: model.name,
    tokenizer: model.tokenizer,
    contextLength: model.contextLength,
    forward: (queries, signal) => Promise.all(queries.map((query) => ask(query, signal))),
  };
}
