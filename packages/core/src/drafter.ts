import { ask } from './ask.ts';
import { ContextOverflow } from './errors.ts';
import { type Law, lawOf } from './law.ts';
import type { Model, Tokenizer } from './model.ts';
import { assertSampling, pick, type Sampling } from './sampling.ts';
import type { Sequence, Token } from './sequence.ts';

/** A token that a drafter thinks may come next. */
export interface Proposal {
  readonly token: Token;
  /** The law q that it was drawn from; absent if nothing else could have been proposed. */
  readonly law?: () => Law;
}

/** How many tokens are wanted, and for whom. */
export interface DraftRequest {
  /** At most this many. */
  readonly count: number;
  /** How the target draws. */
  readonly sampling: Sampling;
  /** The noise to draw with: `pick(…, seed, position)`, so that drafts agree with targets that hear the same noise. */
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** Guesses how a sequence goes on. A bad guess costs time and changes nothing. */
export interface Drafter {
  readonly name: string;
  readonly tokenizer: Tokenizer;
  /** At most `count` tokens, the next one first, none after an end token. Leaves the tape as it found it. */
  propose(sequence: Sequence, request: DraftRequest): Promise<readonly Proposal[]>;
}

/**
 * A model as a drafter: it writes ahead, as far as it has room, and draws as `sampling` says; if that is absent, as the
 * target does. Throws a RangeError if a number in `sampling` makes no sense.
 */
export function draftModel(model: Model, sampling?: Sampling): Drafter {
  if (sampling) assertSampling(sampling);
  return {
    name: model.name,
    tokenizer: model.tokenizer,
    async propose(sequence, request) {
      const { items } = sequence;
      const { length: mark } = items;
      const own = sampling ?? request.sampling;
      const proposals: Proposal[] = [];
      try {
        while (proposals.length < request.count) {
          const proposal = await ask(model, { sequence }, own, request, (logits) => {
            const token = pick(logits, 0, own, request.seed, items.length);
            return token === undefined ? undefined : { token, law: () => lawOf(logits, 0, own)! };
          });
          proposals.push(proposal);
          if (proposal.token === model.tokenizer.end) break;
          items.push(proposal.token);
        }
      } catch (error) {
        if (!(error instanceof ContextOverflow)) throw error;
      } finally {
        items.length = mark;
      }
      return proposals;
    },
  };
}
