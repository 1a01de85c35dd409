import { EditedInFlight } from './errors.ts';
import type { Logits, Model, Query } from './model.ts';
import { isStep, type Reading, readings } from './readings.ts';
import type { Item } from './sequence.ts';

/** A query that waits for its batch. `length` and `last`: the tape as it was when asked, to notice a later edit. */
interface Waiting {
  readonly query: Query;
  readonly length: number;
  readonly last: Item | undefined;
  readonly reading: Reading;
  resolve(logits: Logits): void;
  reject(reason: unknown): void;
}

/**
 * The same model, asked in batches: what many sequences want to know in one turn of the event loop becomes one
 * forward of at most `maxBatch` queries.
 *
 * - While a batch runs, later queries gather for the next one. It leaves at the end of a turn, so that whoever the
 *   last batch woke can join it.
 * - A model of several streams gets a batch for each at the same time. A sequence stays in its stream, and new ones go
 *   to the stream with the fewest.
 * - A model that interleaves gets what takes one step apart from what is to be read at length, and both at the same time:
 *   whoever writes does not wait for another's prompt.
 * - When a batch fails, its queries are tried one by one: a failure reaches only those who cause it.
 * - An abort rejects at once. A query still waiting is never sent; one already sent is computed for nobody.
 * - If a sequence was edited between question and answer, that question rejects with `EditedInFlight`.
 */
export function batched(model: Model, { maxBatch = 64 }: { readonly maxBatch?: number } = {}): Model {
  if (!(maxBatch >= 1)) throw new RangeError(`maxBatch must be 1 or more, found ${maxBatch}.`);
  const { streams = 1, interleaves = false } = model;
  const queues = Array.from({ length: streams }, () => {
    const steps = batchQueue(model, maxBatch);
    return { steps, prompts: interleaves ? batchQueue(model, maxBatch) : steps };
  });
  const readingOf = readings(streams);

  async function ask(query: Query, signal: AbortSignal | undefined): Promise<Logits> {
    signal?.throwIfAborted();
    const { sequence } = query;
    const { items } = sequence;
    const reading = readingOf(sequence);
    const { steps, prompts } = queues[reading.stream]!;
    const oneStep = isStep(sequence, reading);
    const told = oneStep ? query : { ...query, stream: reading.stream };
    let leave = () => {};
    const answered = new Promise<Logits>((resolve, reject) => {
      const one = { query: told, reading, length: items.length, last: items.at(-1), resolve, reject };
      const take = (oneStep ? steps : prompts)(one);
      leave = () => {
        take();
        reject(signal?.reason);
      };
    });
    signal?.addEventListener('abort', leave);
    return answered.finally(() => signal?.removeEventListener('abort', leave));
  }

  return {
    name: model.name,
    tokenizer: model.tokenizer,
    contextLength: model.contextLength,
    forward: (queries, signal) => Promise.all(queries.map((query) => ask(query, signal))),
  };
}

/** Puts a query in line for the next batch; what it returns takes the query out again, unless it has left. */
type BatchQueue = (one: Waiting) => () => void;

/** Sends one batch at a time. */
function batchQueue(model: Model, maxBatch: number): BatchQueue {
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
      for (const [i, one] of batch.entries()) {
        if (rejectIfEdited(one, model)) continue;
        one.reading.read = one.length;
        one.resolve(logits[i]!);
      }
    } catch (error) {
      const [only, ...more] = batch;
      if (more.length === 0) only!.reject(error);
      else for (const one of batch) await answer([one]);
    }
  }

  return (one) => {
    queue.add(one);
    if (!running) void run();
    return () => queue.delete(one);
  };
}

/** Rejects a query if its tape is no longer what it was when asked, and tells whether it did. */
function rejectIfEdited({ query, length, last, reject }: Waiting, model: Model): boolean {
  const { items } = query.sequence;
  if (items.length === length && items.at(-1) === last) return false;
  reject(new EditedInFlight({ model: model.name, expected: length, found: items.length }));
  return true;
}
