import { dense, logSumExp, row, topTokens } from '../logits.ts';
import type { Model } from '../model.ts';
import { fork, type Sequence, type Token } from '../sequence.ts';

/** An answer that a model might give, and how likely it is among those considered. */
export interface Answer {
  readonly tokens: readonly Token[];
  readonly probability: number;
}

/**
 * What a model would answer at the end of a tape, likeliest first; the probabilities sum to 1. No answers at all if the
 * model can give none of those considered. Edits forks of the tape only.
 */
export type AnswersOf = (
  model: Model,
  sequence: Sequence,
  signal?: AbortSignal,
) => Promise<readonly Answer[]>;

/**
 * Answers among given ones, by the probability of the first token of each: for multiple choice, " A", " B", …
 * Throws a RangeError if two begin with the same token.
 */
export function amongOptions(options: readonly string[]): AnswersOf {
  return async (model, sequence, signal) => {
    const answers = options.map((option) => model.tokenizer.encode(option));
    const first = answers.map(([token]) => token);
    if (first.includes(undefined) || new Set(first).size < options.length)
      throw new RangeError(`Options must begin with different tokens, found ${JSON.stringify(options)}.`);
    const [logits] = await model.forward([{ sequence }], signal);
    const scores = row(dense(logits!), 0);
    return normalised(answers.map((tokens) => ({ tokens, score: scores[tokens[0]!]! })));
  };
}

export interface BeamOptions {
  /** What a complete answer contains. @default '}' */
  readonly upTo?: string;
  /** How many answers are followed, how many tokens each is continued with, and how many are told. @default 5 */
  readonly width?: number;
  /** The most tokens of an answer. @default 10 */
  readonly steps?: number;
}

/**
 * The likeliest answers of any wording, by beam search, by the probability of all their tokens. An answer is complete
 * with `upTo` or an end; one that is not after the last step counts only if none is.
 */
export function amongBeams({ upTo = '}', width = 5, steps = 10 }: BeamOptions = {}): AnswersOf {
  return async (model, sequence, signal) => {
    const { tokenizer } = model;
    let open: Beam[] = [{ tape: sequence, tokens: [], score: 0 }];
    const complete: Beam[] = [];
    for (let step = 0; step < steps && open.length > 0; step++) {
      const answers = await model.forward(
        open.map(({ tape }) => ({ sequence: tape })),
        signal,
      );
      const longer = open.flatMap((beam, i) => continued(beam, row(dense(answers[i]!), 0), width));
      open = [];
      for (const beam of best(longer, width)) {
        if (beam.tokens.at(-1) === tokenizer.end)
          complete.push({ ...beam, tokens: beam.tokens.slice(0, -1) });
        else if (tokenizer.decode(beam.tokens).includes(upTo)) complete.push(beam);
        else open.push(beam);
      }
    }
    return normalised(best(complete.length > 0 ? complete : open, width));
  };
}

/** An answer so far. `score`: its log-probability, in nats. */
interface Beam {
  readonly tape: Sequence;
  readonly tokens: readonly Token[];
  readonly score: number;
}

/** The likeliest continuations by one token. `scores`: `[vocab]` */
function continued({ tape, tokens, score }: Beam, scores: Float32Array, count: number): Beam[] {
  const total = logSumExp(scores);
  const possible = topTokens(scores, count).filter((token) => scores[token]! > -Infinity);
  return Array.from(possible, (token) => {
    const longer = fork(tape);
    longer.items.push(token);
    return { tape: longer, tokens: [...tokens, token], score: score + scores[token]! - total };
  });
}

function best<Scored extends { readonly score: number }>(all: readonly Scored[], count: number): Scored[] {
  return all.toSorted((a, b) => b.score - a.score).slice(0, count);
}

function normalised(
  scored: readonly { readonly tokens: readonly Token[]; readonly score: number }[],
): Answer[] {
  const sorted = best(scored, scored.length);
  if (!((sorted[0]?.score ?? -Infinity) > -Infinity)) return [];
  const weights = sorted.map(({ score }) => Math.exp(score - sorted[0]!.score));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return sorted.map(({ tokens }, i) => ({ tokens, probability: weights[i]! / total }));
}

/** H / n: the entropy of a choice among n answers, in bits, by the number of answers. NaN for none. */
export function averageEntropy(answers: readonly Answer[]): number {
  const bits = answers.reduce((sum, { probability: p }) => sum - (p > 0 ? p * Math.log2(p) : 0), 0);
  return bits / answers.length;
}
