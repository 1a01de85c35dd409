import { row, topTokens } from './logits.ts';
import type { Logits } from './model.ts';

/** The best tokens of a row and their scores, best first. */
export interface Candidates {
  readonly tokens: Int32Array;
  readonly scores: Float32Array;
  /** Whether no other token may be drawn. */
  readonly complete: boolean;
  /** The sum of exp((score − best) / temperature) over all that may be drawn; undefined if it is not known. */
  readonly mass: number | undefined;
}

/** The `count` best of a row, or as many as there are. `limited`: whether no more than `count` may be drawn. */
export function candidatesIn(
  logits: Logits,
  index: number,
  count: number,
  temperature: number,
  limited: boolean,
): Candidates {
  const { tokens, scores } = bestOf(logits, index, count);
  const complete = limited || tokens.length < count;
  const best = scores[0]!;
  if (complete) return { tokens, scores, complete, mass: weigh(scores, best, temperature) };
  if (logits.type === 'dense')
    return { tokens, scores, complete, mass: weigh(row(logits, index), best, temperature) };
  // The log-sum-exp is that of temperature 1.
  const mass = temperature === 1 ? Math.exp(logits.logSumExp[index]! - best) : undefined;
  return { tokens, scores, complete, mass };
}

function bestOf(logits: Logits, index: number, count: number): Pick<Candidates, 'tokens' | 'scores'> {
  if (logits.type === 'sparse') {
    const start = index * logits.top;
    const end = start + Math.min(count, logits.top);
    return { tokens: logits.tokens.subarray(start, end), scores: logits.scores.subarray(start, end) };
  }
  const all = row(logits, index);
  const tokens = topTokens(all, count);
  const scores = new Float32Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) scores[i] = all[tokens[i]!]!;
  return { tokens, scores };
}

function weigh(scores: Float32Array, best: number, temperature: number): number {
  let mass = 0;
  for (let i = 0; i < scores.length; i++) mass += Math.exp((scores[i]! - best) / temperature);
  return mass;
}

/** How many candidates `topP` and then `minP` leave; undefined if that depends on tokens beyond them. */
export function cut(
  candidates: Candidates,
  temperature: number,
  topP: number,
  minP: number,
): number | undefined {
  const { scores, mass } = candidates;
  const best = scores[0]!;
  let { complete } = candidates;
  let count = scores.length;

  if (topP < 1) {
    if (mass === undefined) return undefined;
    let held = 0;
    let size = 0;
    while (size < count && held < topP * mass) held += Math.exp((scores[size++]! - best) / temperature);
    complete ||= held >= topP * mass;
    count = size;
  }

  const floor = best + temperature * Math.log(minP);
  while (count > 1 && scores[count - 1]! < floor) {
    complete = true;
    count--;
  }
  return complete ? count : undefined;
}
