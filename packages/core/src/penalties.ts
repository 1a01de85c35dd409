import type { Model } from './model.ts';
import { rescored } from './rescored.ts';
import type { Token } from './sequence.ts';

/** What makes a token more or less welcome than its score says. */
export interface Penalties {
  /**
   * Divides the positive scores of tokens already in the answer, and multiplies the negative ones (Keskar et al., 2019,
   * arXiv:1909.05858, section 4.1). @default 1
   */
  readonly repetitionPenalty?: number;
  /** Taken from the score of a token that is in the answer. @default 0 */
  readonly presencePenalty?: number;
  /** Taken from the score of a token once for each time it is in the answer. @default 0 */
  readonly frequencyPenalty?: number;
  /** Added to the scores of single tokens; −Infinity forbids one. @default none */
  readonly bias?: ReadonlyMap<Token, number>;
}

/**
 * The same model, with tokens penalised for being in the answer already. Only what is written counts, not the prompt,
 * which each model may read in words of its own. Throws a RangeError for a number that makes no sense.
 */
export function penalised(model: Model, penalties: Penalties): Model {
  const { repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0, bias = new Map() } = penalties;
  assertPenalties(repetitionPenalty, presencePenalty, frequencyPenalty, bias);
  return rescored(model, (scores, { written }) => {
    for (const [token, count] of counts(written)) {
      if (token >= scores.length) continue;
      const score = scores[token]!;
      const repeated = score > 0 ? score / repetitionPenalty : score * repetitionPenalty;
      scores[token] = repeated - presencePenalty - count * frequencyPenalty;
    }
    for (const [token, added] of bias) if (token < scores.length) scores[token]! += added;
  });
}

function counts(tokens: readonly Token[]): Map<Token, number> {
  const found = new Map<Token, number>();
  for (const token of tokens) found.set(token, (found.get(token) ?? 0) + 1);
  return found;
}

function assertPenalties(
  repetitionPenalty: number,
  presencePenalty: number,
  frequencyPenalty: number,
  bias: ReadonlyMap<Token, number>,
): void {
  if (!(repetitionPenalty > 0 && repetitionPenalty < Infinity))
    throw new RangeError(`repetitionPenalty must be more than 0, found ${repetitionPenalty}.`);
  for (const [name, value] of Object.entries({ presencePenalty, frequencyPenalty }))
    if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number, found ${value}.`);
  for (const [token, added] of bias)
    if (Number.isNaN(added) || added === Infinity)
      throw new RangeError(`The bias of token ${token} must be a number or −Infinity, found ${added}.`);
}
