import { sparse } from './logits.ts';
import type { DenseLogits, Model, Query } from './model.ts';

/**
 * A model made of a function that answers each query with every score. The queries it is given say no `top`; where one
 * was asked for, the best are picked out of its answer.
 */
export function fromScores(
  {
    name,
    tokenizer,
    contextLength,
    streams = 1,
    interleaves = false,
  }: Pick<Model, 'name' | 'tokenizer' | 'contextLength' | 'streams' | 'interleaves'>,
  score: (queries: readonly Query[], signal: AbortSignal | undefined) => Promise<readonly DenseLogits[]>,
): Model {
  return {
    name,
    tokenizer,
    contextLength,
    streams,
    interleaves,
    async forward(queries, signal) {
      const scored = await score(queries.map(everyScore), signal);
      return scored.map((logits, i) => {
        const { top } = queries[i]!;
        return top === undefined ? logits : sparse(logits, top);
      });
    },
  };
}

/** The same question without a `top`. */
export function everyScore(query: Query): Query {
  const { sequence, rows, top, stream } = query;
  if (top === undefined) return query;
  const all: { -readonly [K in keyof Query]: Query[K] } = { sequence };
  if (rows !== undefined) all.rows = rows;
  if (stream !== undefined) all.stream = stream;
  return all;
}
