import type { Logits, Model, Query } from './model.ts';
import { candidatesOf, type Sampling } from './sampling.ts';
import type { Turn } from './strategy.ts';

/**
 * What `read` makes of a model's answer. It is shown the candidates that `sampling` draws from, and every score only if
 * it returns undefined for those: the draw then depends on tokens beyond them.
 */
export async function ask<T>(
  model: Model,
  query: Query,
  sampling: Sampling,
  { odds = 0, signal }: Pick<Turn, 'odds' | 'signal'>,
  read: (logits: Logits) => T | undefined,
): Promise<T> {
  const candidates = candidatesOf(sampling);
  if (candidates !== undefined) {
    const answers = await model.forward([best(query, Math.max(candidates, odds))], signal);
    const found = read(answers[0]!);
    if (found !== undefined) return found;
  }
  const answers = await model.forward([query], signal);
  return read(answers[0]!)!;
}

function best({ sequence, rows }: Query, top: number): Query {
  return rows === undefined ? { sequence, top } : { sequence, rows, top };
}
