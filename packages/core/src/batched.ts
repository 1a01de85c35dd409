import { EditedInFlight } from './errors.ts';
import type { Logits, Model, Query } from './model.ts';
import type { Item } from './sequence.ts';

/** A query that waits for its batch. `length` and `last`: the tape as it was when asked, to notice a later edit. */
interface Waiting {
  readonly query: Query;
  readonly length: number;
  readonly last: Item | undefined;
  resolve(logits: Logits): void;
  reject(reason: unknown): void;
}

/**
 * The same model, asked in batches: what many sequences want to know in one turn of the event loop becomes one
 * forward of at most `maxBatch` queries.
 *
 * - While a batch runs, later queries gather for the next one. It leaves at the end of a turn, so that whoever the
 *   last batch woke can join it.
 * - When a batch fails, its queries are tried one by one: a failure reaches only those who cause it.
 * - An abort rejects at once. A query still waiting is never sent; one already sent is computed for nobody.
 * - If a sequence was edited between question and answer, that question rejects with `EditedInFlight`.
 */
export function batched(model: Model, { maxBatch = 64 }: { readonly maxBatch?: number } = {}): Model {
  if (!(maxBatch >= 1)) throw new RangeError(`maxBatch must be 1 or more, found ${maxBatch}.`);
  const queue = new Set<Waiting>();
  let running = false;

  async function run(): Promise<void> {
    running = true;
    do {
      // A microtask would be too early: woken callers need several to come back, and would miss every other batch.
      await new Promise((resolve) => setImmediate(resolve));
      await answer(nextBatch());
    } while (queue.size > 0);
    running = false;
  }

  function nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    for (const one of queue) {
      if (batch.length + 1 > maxBatch) break;
      queue.delete(one);
      if (!rejectIfEdited(one, model)) batch.push(one);
    }
    return batch;
  }

  async function answer(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const logits = await model.forward(batch.map(({ query }) => query));
      for (const [i, one] of batch.entries()) if (!rejectIfEdited(one, model)) one.resolve(logits[i]!);
    } catch (error) {
      const [only, ...more] = batch;
      if (more.length === 0) only!.reject(error);
      else for (const one of batch) await answer([one]);
    }
  }

  async function ask(query: Query, signal: AbortSignal | undefined): Promise<Logits> {
    signal?.throwIfAborted();
    const { items } = query.sequence;
    let leave = () => {};
    const answered = new Promise<Logits>((resolve, reject) => {
      const one = { query, length: items.length, last: items.at(-1), resolve, reject };
      queue.add(one);
      leave = () => {
        queue.delete(one);
        reject(signal?.reason);
      };
    });
    signal?.addEventListener('abort', leave);
    if (!running) void run();
    return answered.finally(() => signal?.removeEventListener('abort', leave));
  }

  return {
    name: model.name,
    tokenizer: model.tokenizer,
    contextLength: model.contextLength,
    forward: (queries, signal) => Promise.all(queries.map((query) => ask(query, signal))),
  };
}

/** Rejects a query if its tape is no longer what it was when asked, and tells whether it did. */
function rejectIfEdited({ query, length, last, reject }: Waiting, model: Model): boolean {
  const { items } = query.sequence;
  if (items.length === length && items.at(-1) === last) return false;
  reject(new EditedInFlight({ model: model.name, expected: length, found: items.length }));
  return true;
}
