import { describe, expect, test } from 'vitest';
import { sparse } from '../logits.ts';
import type { DenseLogits, Logits, Model, Query } from '../model.ts';
import type { Item, Sequence } from '../sequence.ts';
import { contract, hashed, letters, prompt, tableModel, testModel } from '../testing.ts';

const tokenizer = letters('abcdefghijklmnop');
const image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const prompts = [prompt('How many?', image), prompt('Which one?')];
const network = hashed('network', tokenizer);

/**
 * A model that keeps what it has read of each sequence, as a runtime does, and knows a tape only by that. Each of
 * its parts can be swapped for one that is wrong.
 */
function remembering(parts: Partial<typeof sound> = {}): Model {
  const { cacheOf, keep, order, rowsOf, best, admit } = { ...sound, ...parts };
  const caches = new Map<Sequence, Item[]>();
  return {
    name: 'remembering',
    tokenizer,
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
        answers.push(top === undefined ? logits! : best(logits as DenseLogits, top));
      }
      return answers;
    },
  };
}

const sound = {
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

async function broken(model: Model): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, check } of contract(() => model, { prompts }))
    await check().catch(() => failed.push(name));
  return failed;
}

testModel('a table', () => network, { prompts });
testModel('a model that remembers', () => remembering(), { prompts });

let closed = 0;
testModel('a model to close', () => hashed('closing', tokenizer), { prompts, close: () => closed++ });
test('a model is closed once after its tests', () => expect(closed).toBe(1));

describe('a model breaks the contract when it', () => {
  const shared: Item[] = [];
  const faults: readonly [string, Model, string][] = [
    [
      'leaks between sequences',
      remembering({
        cacheOf: () => shared,
        keep: (cache, items) => Math.min(cache.length, items.length - 1),
      }),
      'no part of a tape goes unread',
    ],
    [
      'answers a batch in another order',
      remembering({ order: (queries) => queries.toReversed() }),
      'queries in one batch get what they get alone, in their order',
    ],
    [
      'ignores rows',
      remembering({ rowsOf: () => 1 }),
      'answers with the rows asked for, all of one width, every score a number',
    ],
    [
      'is stale after a truncation',
      remembering({ keep: (cache, items) => Math.min(cache.length, items.length) }),
      'a tape that was cut, or written anew, reads like a fresh one',
    ],
    [
      'compares lengths only',
      remembering({ keep: (cache, items) => (cache.length < items.length ? cache.length : 0) }),
      'a fork goes its own way and leaves its parent alone',
    ],
    [
      'shares a cache with its forks while it reads',
      remembering({
        cacheOf(caches, sequence) {
          const cache = (sequence.parent && caches.get(sequence.parent)) ?? caches.get(sequence) ?? [];
          caches.set(sequence, cache);
          return cache;
        },
        keep: (cache, items) => (cache.length <= items.length ? cache.length : sound.keep(cache, items)),
      }),
      'a fork goes its own way and leaves its parent alone',
    ],
    [
      'has other best scores than scores',
      remembering({ best: (logits, top) => sparse({ ...logits, data: logits.data.map((z) => -z) }, top) }),
      'the best of a row are the best of all its scores',
    ],
    [
      'measures the log-sum-exp and the entropy over the best only',
      remembering({
        best(logits, top) {
          const best = sparse(logits, top);
          const { logSumExp, entropy } = sparse(
            { ...best, type: 'dense', vocab: best.top, data: best.scores },
            top,
          );
          return { ...best, logSumExp, entropy };
        },
      }),
      'the best of a row are the best of all its scores',
    ],
    [
      'sends every score when asked for the best',
      remembering({ best: (logits) => logits }),
      'the best of a row are the best of all its scores',
    ],
    [
      'reads only the first message',
      tableModel('deaf', tokenizer, (items) =>
        scoresOf(items.filter((item, i) => i === 0 || typeof item === 'number')),
      ),
      'no part of a tape goes unread',
    ],
    [
      'answers into a buffer that the next answer overwrites',
      overwriting(),
      'an answer stays as it was when others follow',
    ],
    [
      'ignores an abort',
      remembering({ admit: () => {} }),
      'an abort rejects with its reason and harms no later call',
    ],
    [
      'rejects an abort with an error of its own',
      remembering({
        admit(signal) {
          if (signal?.aborted) throw new Error('aborted');
        },
      }),
      'an abort rejects with its reason and harms no later call',
    ],
    ['stays aborted', staysAborted(), 'an abort rejects with its reason and harms no later call'],
    [
      'overflows',
      tableModel('overflowing', tokenizer, () => [Number.NaN, 1]),
      'answers with the rows asked for, all of one width, every score a number',
    ],
    [
      'cannot do with nothing to do',
      {
        ...network,
        forward: (queries, signal) => network.forward([queries[0]!, ...queries.slice(1)], signal),
      },
      'answers nothing when nothing is asked',
    ],
  ];

  test.each(faults)('%s', async (_, model, clause) => {
    expect(await broken(model)).toContain(clause);
  });

  test('differs by more than the tolerance, and keeps it when it differs by less', async () => {
    const drift = 1e-3;
    const drifting = () => {
      let calls = 0;
      return tableModel('drifting', tokenizer, (items) => {
        const sign = calls++ % 2 === 0 ? 1 : -1;
        return scoresOf(items).map((score) => score + (sign * drift) / 2);
      });
    };
    for (const [tolerance, failures] of [
      [2 * drift, 0],
      [drift / 2, 5],
    ] as const) {
      const checks = contract(drifting, { prompts, tolerance });
      const results = await Promise.allSettled(checks.map(({ check }) => check()));
      const failed = results.filter(({ status }) => status === 'rejected').length;
      if (failures === 0) expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      else expect(failed).toBeGreaterThanOrEqual(failures);
    }
  });
});

function scoresOf(items: readonly Item[]): Float32Array {
  const sum = Array.from(JSON.stringify(items)).reduce(
    (total, letter, i) => total + (i + 1) * letter.charCodeAt(0),
    0,
  );
  return Float32Array.from({ length: tokenizer.size }, (_, token) => Math.sin(sum * (token + 1)));
}

function overwriting(): Model {
  const buffer = new Float32Array(1000);
  return {
    ...network,
    async forward(queries, signal) {
      const answers = await network.forward(queries, signal);
      return answers.map((logits) => {
        if (logits.type === 'sparse') return logits;
        buffer.set(logits.data);
        return { ...logits, data: buffer.subarray(0, logits.data.length) };
      });
    },
  };
}

function staysAborted(): Model {
  let aborted: AbortSignal | undefined;
  return remembering({
    admit(signal) {
      aborted ??= signal?.aborted ? signal : undefined;
      aborted?.throwIfAborted();
    },
  });
}
