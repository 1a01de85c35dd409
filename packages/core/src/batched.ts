import { EditedInFlight } from './errors.ts';
import { heeded } from './heeded.ts';
import type { Logits, Model, Query } from './model.ts';
import { isStep, type Reading, readings } from './readings.ts';
import type { Item } from './sequence.ts';

/** A query that waits for its batch. `length` and `last`: the tape as it was when asked, to notice a later edit. */
interface Waiting {
  readonly query: Query;
  readonly length: number;
  readonly last: Item | undefined;
  readonly reading: Reading;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (logits: Logits) => void;
  readonly reject: (reason: unknown) => void;
  /** Whether it has been answered, or has failed. */
  settled: boolean;
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
  const heeding = heeded((signal) => {
    for (const { steps, prompts } of queues) {
      steps.leave(signal);
      prompts.leave(signal);
    }
  });
  const settle = (one: Waiting) => {
    if (one.signal && !one.settled) heeding.delete(one.signal);
    one.settled = true;
  };
  const newQueue = () => batchQueue(model, maxBatch, settle);
  const queues = Array.from({ length: streams }, () => {
    const steps = newQueue();
    return { steps, prompts: interleaves ? newQueue() : steps };
  });
  const readingOf = readings(streams);

  function ask(query: Query, signal: AbortSignal | undefined): Promise<Logits> {
    const { sequence } = query;
    const { items } = sequence;
    const reading = readingOf(sequence);
    const { steps, prompts } = queues[reading.stream]!;
    const oneStep = isStep(sequence, reading);
    const queue = oneStep ? steps : prompts;
    const told = oneStep ? query : { ...query, stream: reading.stream };
    const { length } = items;
    return new Promise((resolve, reject) => {
      const last = items[length - 1];
      if (signal) heeding.add(signal);
      queue.add({ query: told, length, last, reading, signal, resolve, reject, settled: false });
    });
  }

  return {
    name: model.name,
    tokenizer: model.tokenizer,
    contextLength: model.contextLength,
    async forward(queries, signal) {
      signal?.throwIfAborted();
      if (queries.length === 1) return [await ask(queries[0]!, signal)];
      return Promise.all(queries.map((query) => ask(query, signal)));
    },
  };
}

/** Queries that wait for their batch. */
interface BatchQueue {
  add(one: Waiting): void;
  /** Fails all that came with this signal, and sends none of them that has not left. */
  leave(signal: AbortSignal): void;
}

/** Sends one batch at a time. `settle`: called with each query before it is answered or fails. */
function batchQueue(model: Model, maxBatch: number, settle: (one: Waiting) => void): BatchQueue {
  // Arrays: a set that many come to and leave, as a whole generation of them, keeps them in tables it has left behind.
  let queue: Waiting[] = [];
  let sent: readonly Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    do {
      // A microtask would be too early: woken callers need several to come back, and would miss every other batch.
      await new Promise((resolve) => setImmediate(resolve));
      sent = nextBatch();
      await answer(sent);
      sent = [];
    } while (queue.length > 0);
    running = false;
  }

  function nextBatch(): Waiting[] {
    const batch = queue.slice(0, maxBatch);
    queue = queue.slice(maxBatch);
    return batch.filter((one) => !failIfEdited(one));
  }

  async function answer(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const logits = await model.forward(batch.map(({ query }) => query));
      for (let i = 0; i < batch.length; i++) {
        const one = batch[i]!;
        if (failIfEdited(one)) continue;
        one.reading.read = one.length;
        settle(one);
        one.resolve(logits[i]!);
      }
    } catch (error) {
      if (batch.length === 1) fail(batch[0]!, error);
      else for (const one of batch) await answer([one]);
    }
  }

  function fail(one: Waiting, reason: unknown): void {
    settle(one);
    one.reject(reason);
  }

  /** Fails a query if its tape is no longer what it was when asked, and tells whether it did. */
  function failIfEdited(one: Waiting): boolean {
    const { items } = one.query.sequence;
    if (items.length === one.length && items[one.length - 1] === one.last) return false;
    fail(one, new EditedInFlight({ model: model.name, expected: one.length, found: items.length }));
    return true;
  }

  return {
    add(one) {
      queue.push(one);
      if (!running) void run();
    },
    leave(signal) {
      for (const one of [...sent, ...queue]) if (one.signal === signal) fail(one, signal.reason);
      queue = queue.filter(({ settled }) => !settled);
    },
  };
}
