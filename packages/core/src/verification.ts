import type { Proposal } from './drafter.ts';
import { type Law, lawOf } from './law.ts';
import type { Logits } from './model.ts';
import { uniform } from './noise.ts';
import { pick, type Sampling } from './sampling.ts';
import type { Token } from './sequence.ts';

/**
 * Chooses the token at a place from row `index` of the target's scores. A choice that is not the token proposed there
 * refuses it, and all that were proposed after it. `position`: number of items on the tape before the token.
 * Undefined when the row holds too few scores: ask for all of them then.
 */
export type Verification = (
  logits: Logits,
  index: number,
  sampling: Sampling,
  seed: number,
  position: number,
  proposal: Proposal | undefined,
) => Token | undefined;

/**
 * Gumbel coupling (Daliri, Musco and Suresh, 2024, "Coupling without Communication and Drafter-Invariant Speculative
 * Decoding", arXiv:2408.07978): drafter and target hear the same noise g, and the target's choice always stands.
 *
 *     x = argmax_v ( log q(v) + g(v) ),   y = argmax_v ( log r(v) + g(v) )
 *
 * y is the draw that `sample` makes, so what is written does not depend on the drafter or on how much it proposes.
 */
export const gumbelCoupling: Verification = pick;

/**
 * Speculative sampling (Leviathan, Kalman and Matias, 2023, arXiv:2211.17192, algorithm 1): of what was drawn from the
 * draft's law q, keep x with probability min(1, r(x) / q(x)); otherwise, and where nothing was proposed, draw from what
 * q leaves of the target's law r. What is written follows r whatever q is, but is another draw from it than `sample`'s.
 */
export const speculativeSampling: Verification = (logits, index, sampling, seed, position, proposal) => {
  const r = lawOf(logits, index, sampling);
  if (r === undefined) return undefined;
  if (proposal === undefined) return draw(r, uniform(seed, position, drawing));
  const q = proposal.law?.() ?? new Map([[proposal.token, 1]]);
  if (accepts(r, q, proposal.token, uniform(seed, position, accepting))) return proposal.token;
  return draw(residual(r, q), uniform(seed, position, drawing));
};

/** Where the noise of no token is, so that drafts, acceptance and draws do not depend on each other. */
const [accepting, drawing] = [-1, -2];

/** Whether x stands: with probability min(1, r(x) / q(x)) over a uniform `u`. */
export function accepts(r: Law, q: Law, x: Token, u: number): boolean {
  return u * q.get(x)! < (r.get(x) ?? 0);
}

/** max(0, r(v) − q(v)), normalised: what the target still has to say when a proposal is refused. */
export function residual(r: Law, q: Law): Law {
  const rest = Array.from(r, ([v, p]) => [v, Math.max(0, p - (q.get(v) ?? 0))] as const);
  const beta = rest.reduce((sum, [, p]) => sum + p, 0);
  // Laws that differ by rounding alone leave nothing, and refuse as good as never.
  return beta > 0 ? new Map(rest.map(([v, p]) => [v, p / beta])) : r;
}

/** Σ min(q, r): the share of proposals drawn from q that speculative sampling accepts; 1 minus their total variation. */
export function acceptance(r: Law, q: Law): number {
  let share = 0;
  for (const [v, p] of r) share += Math.min(p, q.get(v) ?? 0);
  return share;
}

/** The token at which the law has added up to the share `u`. */
function draw(law: Law, u: number): Token {
  let last: Token | undefined;
  let sum = 0;
  for (const [v, p] of law) {
    if (p === 0) continue;
    last = v;
    sum += p;
    if (sum > u) break;
  }
  return last!;
}
