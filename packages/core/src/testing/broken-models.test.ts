import { describe, expect, test } from 'vitest';
import { fromScores } from '../from-scores.ts';
import { linear } from '../linear.ts';
import { dense, sparse } from '../logits.ts';
import type { Model, Query, Term } from '../model.ts';
import type { Item } from '../sequence.ts';
import { contract, hashed, letters, prompt, tableModel } from '../testing.ts';
import { remembering, sound } from './remembering.ts';

const tokenizer = letters('abcdefghijklmnop');
const prompts = [prompt('How many?'), prompt('Which one?')];
const network = hashed('network', tokenizer);

async function broken(model: Model): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, check } of contract(() => model, { prompts }))
    await check().catch(() => failed.push(name));
  return failed;
}

describe('a model breaks the contract when it', () => {
  const shared: Item[] = [];
  const faults: readonly [string, Model, string][] = [
    [
      'leaks between sequences',
      remembering(network, {
        cacheOf: () => shared,
        keep: (cache, items) => Math.min(cache.length, items.length - 1),
      }),
      'no part of a tape goes unread',
    ],
    [
      'answers a batch in another order',
      remembering(network, { order: (queries) => queries.toReversed() }),
      'queries in one batch get what they get alone, in their order',
    ],
    [
      'lets a query see its neighbour',
      eavesdropping(),
      'queries in one batch get what they get alone, in their order',
    ],
    [
      'ignores rows',
      remembering(network, { rowsOf: () => 1 }),
      'answers with the rows asked for, all of one width, every score a number',
    ],
    [
      'is stale after a truncation',
      remembering(network, { keep: (cache, items) => Math.min(cache.length, items.length) }),
      'a tape that was cut, or written anew, reads like a fresh one',
    ],
    [
      'compares lengths only',
      remembering(network, { keep: (cache, items) => (cache.length < items.length ? cache.length : 0) }),
      'a fork goes its own way and leaves its parent alone',
    ],
    [
      'shares a cache with its forks while it reads',
      remembering(network, {
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
      remembering(network, {
        best: (logits, top) => sparse({ ...logits, data: logits.data.map((z) => -z) }, top),
      }),
      'the best of a row are the best of all its scores',
    ],
    [
      'measures the log-sum-exp and the entropy over the best only',
      remembering(network, {
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
      remembering(network, { best: (logits) => logits }),
      'the best of a row are the best of all its scores',
    ],
    ['reads only the first message', deaf(), 'no part of a tape goes unread'],
    [
      'answers into a buffer that the next answer overwrites',
      overwriting(),
      'an answer stays as it was when others follow',
    ],
    [
      'ignores an abort',
      remembering(network, { admit: () => {} }),
      'an abort rejects with its reason and harms no later call',
    ],
    [
      'rejects an abort with an error of its own',
      remembering(network, {
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
      'adds up without the weights',
      summing((terms) => linear(terms.map(({ model }) => ({ model, weight: 1 })))),
      'a sum where the scores lie is the sum of the scores',
    ],
    [
      'gives the sum out as what it would be without guidance',
      summing((terms) => {
        const sum = linear(terms);
        return fromScores(sum, async (queries) => {
          const answers = await sum.forward(queries);
          return answers.map((logits) => ({ ...dense(logits), unguided: dense(logits) }));
        });
      }),
      'a sum where the scores lie is the sum of the scores',
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
});

/** The network, which adds up in a way of its own. */
function summing(add: (terms: readonly Term[]) => Model): Model {
  return {
    ...network,
    sum: (terms) => add(terms.map(({ weight }) => ({ model: network, weight }))),
  };
}

function deaf(): Model {
  const hears = (item: Item, i: number) => i === 0 || typeof item === 'number';
  const heard = (query: Query) => ({
    ...query,
    sequence: { items: query.sequence.items.filter(hears), done: false },
  });
  return { ...network, forward: (queries, signal) => network.forward(queries.map(heard), signal) };
}

/** Each query of a batch reads the tape of the one before it first. */
function eavesdropping(): Model {
  return {
    ...network,
    forward(queries, signal) {
      const heard = queries.map((query, i) => {
        const items = [...(queries[i - 1]?.sequence.items ?? []), ...query.sequence.items];
        return { ...query, sequence: { items, done: false } };
      });
      return network.forward(heard, signal);
    },
  };
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
  return remembering(network, {
    admit(signal) {
      aborted ??= signal?.aborted ? signal : undefined;
      aborted?.throwIfAborted();
    },
  });
}
