import { dense, sparse } from '../logits.ts';
import type { DenseLogits, Logits, Model, Query } from '../model.ts';
import type { Item, Sequence } from '../sequence.ts';

/**
 * A model that keeps what it has read of each sequence, as a runtime does, and knows a tape only by that. Each of
 * its parts can be swapped for one that is wrong.
 */
export function remembering(network: Model, parts: Partial<typeof sound> = {}): Model {
  const { cacheOf, keep, order, rowsOf, best, admit } = { ...sound, ...parts };
  const caches = new Map<Sequence, Item[]>();
  return {
    name: 'remembering',
    tokenizer: network.tokenizer,
    contextLength: 1000,
    async forward(queries, signal) {
      admit(signal);
      const answers = [];
      for (const { sequence, rows = 1, top } of order(queries)) {
        const cache = cacheOf(caches, sequence);
        cache.length = keep(cache, sequence.items);
        cache.push(...sequence.items.slice(cache.length));
        const [logits] = await network.forward([
          { sequence: { items: cache, done: false }, rows: rowsOf(rows) },
        ]);
        answers.push(top === undefined ? logits! : best(dense(logits!), top));
      }
      return answers;
    },
  };
}

/** The parts of a model that keeps the contract. */
export const sound = {
  cacheOf(caches: Map<Sequence, Item[]>, sequence: Sequence): Item[] {
    const cache = caches.get(sequence) ?? [...((sequence.parent && caches.get(sequence.parent)) ?? [])];
    caches.set(sequence, cache);
    return cache;
  },
  keep(cache: readonly Item[], items: readonly Item[]): number {
    const differs = cache.findIndex((item, i) => item !== items[i]);
    return differs < 0 ? cache.length : differs;
  },
  order: (queries: readonly Query[]): readonly Query[] => queries,
  rowsOf: (rows: number): number => rows,
  best: (logits: DenseLogits, top: number): Logits => sparse(logits, top),
  admit: (signal: AbortSignal | undefined): void => signal?.throwIfAborted(),
};
