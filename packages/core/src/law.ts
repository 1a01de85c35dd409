import type { Logits } from './model.ts';
import { type Sampling, supportOf } from './sampling.ts';
import type { Token } from './sequence.ts';

/** The tokens that may be drawn, each with its probability; a token that is not there has none. */
export type Law = ReadonlyMap<Token, number>;

/** The law that `pick` draws row `index` from. Undefined as for `pick`: ask for every score then. */
export function lawOf(logits: Logits, index: number, sampling: Sampling): Law | undefined {
  const support = supportOf(logits, index, sampling);
  if (support === undefined) return undefined;
  const { temperature = 0 } = sampling;
  const { tokens, scores, best } = support;
  if (temperature === 0) return new Map([[tokens![0]!, 1]]);
  const weights = Float64Array.from(scores, (score) => Math.exp((score - best) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const law = new Map<Token, number>();
  for (const [i, weight] of weights.entries()) law.set(tokens ? tokens[i]! : i, weight / total);
  return law;
}
