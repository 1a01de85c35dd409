import { ask } from './ask.ts';
import { type DraftLength, fixedLength, measuredLength } from './draft-length.ts';
import type { Drafter, DraftRequest, Proposal } from './drafter.ts';
import type { Logits, Model } from './model.ts';
import type { Odds } from './odds.ts';
import { reportedOdds } from './reported-odds.ts';
import { assertSampling, type Sampling } from './sampling.ts';
import type { Sequence, Token } from './sequence.ts';
import type { Finish, Strategy, StrategyEvent, Turn } from './strategy.ts';
import { gumbelCoupling, type Verification } from './verification.ts';
import { assertSharedVocabulary } from './vocabulary.ts';
import { watch } from './watch.ts';

export interface SpeculativeDecodingOptions {
  /** Guesses what comes next. */
  readonly draft: Drafter;
  /** Whose words are written; an ensemble, or a model with penalties or constraints, as well as any other. */
  readonly target: Model;
  /** How the target checks a draft. @default gumbelCoupling */
  readonly verification?: Verification;
  /** How many tokens to propose: a number, or what decides it from round to round. @default measuredLength() */
  readonly length?: number | DraftLength;
}

/**
 * Speculative decoding (Leviathan, Kalman and Matias, 2023, "Fast Inference from Transformers via Speculative
 * Decoding", arXiv:2211.17192): a drafter proposes x_1 … x_k, one forward of the target gives its law r after every
 * prefix of them, and what the target would have written stands.
 *
 *     y_i = verification( r( · | y_1 … y_{i−1} ), x_i ),   up to the first y_i ≠ x_i, or to y_{k+1}
 *
 * The text is the target's: token for token what `sample(target, sampling)` writes with the same seed, or, if the
 * verification draws anew, another draw from the same law. The drafter decides only how soon it is there. No draft makes
 * fail what would work without. Throws `VocabularyMismatch` if drafter and target cannot share a tape, a RangeError for
 * a number that makes no sense.
 */
export function speculativeDecoding(
  { draft, target, verification = gumbelCoupling, length = measuredLength() }: SpeculativeDecodingOptions,
  sampling: Sampling = {},
): Strategy {
  assertSampling(sampling);
  assertSharedVocabulary(draft, target);
  const lengths = typeof length === 'number' ? fixedLength(length) : length;
  const verify = verifier(target, verification, sampling);

  return async function* (sequence, turn) {
    const { items } = sequence;
    const limit = items.length + turn.maxTokens;
    const finishAt = watch(target.tokenizer, turn);
    let [draftBegan, targetBegan] = [false, false];
    let finish: Finish | undefined = turn.maxTokens > 0 ? undefined : 'length';
    while (!finish) {
      const count = Math.min(lengths.next(), limit - items.length - 1);
      const begun = lengths.now();
      const x = count > 0 ? await draft.propose(sequence, requestOf(turn, count, sampling)) : [];
      const drafted = lengths.now();
      const y = await verify(sequence, x, turn);
      const verified = lengths.now();

      let written = 0;
      do finish = finishAt(y[written++]!.token);
      while (!finish && written < y.length);
      const round = y.slice(0, written);
      const accepted = round.filter(({ token }, i) => token === x[i]?.token).length;
      lengths.observe({
        proposed: x.length,
        accepted,
        refused: Math.min(written, x.length) - accepted,
        draftMs: draftBegan ? drafted - begun : undefined,
        targetMs: targetBegan ? verified - drafted : undefined,
      });
      targetBegan = true;
      draftBegan ||= x.length > 0;

      if (x.length > 0) yield { type: 'draft', proposed: x.length, accepted };
      items.push(...round.map(({ token }) => token));
      const reported = finish === 'end' ? round.slice(0, -1) : round;
      if (reported.length > 0) yield report(reported, target.name);
    }
    return finish;
  };
}

function requestOf({ seed, signal }: Turn, count: number, sampling: Sampling): DraftRequest {
  return { count, sampling, seed, ...(signal && { signal }) };
}

/** A token of the target, and its odds if the turn is to hear of them. */
interface Choice {
  readonly token: Token;
  readonly odds: Odds | undefined;
}

/** Makes the target's choices after a draft, y_1 … y_i: those that agree with it, and the first that does not. */
function verifier(target: Model, verification: Verification, sampling: Sampling) {
  return async function verify(
    sequence: Sequence,
    x: readonly Proposal[],
    turn: Turn,
  ): Promise<readonly Choice[]> {
    const { items } = sequence;
    const { length: start } = items;
    const choose = (logits: Logits): Choice[] | undefined => {
      const y: Choice[] = [];
      do {
        const i = y.length;
        const token = verification(logits, i, sampling, turn.seed, start + i, x[i]);
        if (token === undefined) return undefined;
        y.push({ token, odds: reportedOdds(logits, i, token, turn.odds) });
      } while (y.at(-1)!.token === x[y.length - 1]?.token);
      return y;
    };
    try {
      items.push(...x.map(({ token }) => token));
      return await ask(target, { sequence, rows: x.length + 1 }, sampling, turn, choose);
    } catch (error) {
      if (x.length === 0) throw error;
    } finally {
      items.length = start;
    }
    // The draft may be what is wrong: too long for the context, or something that the target cannot read.
    return verify(sequence, [], turn);
  };
}

function report(choices: readonly Choice[], by: string): StrategyEvent {
  const odds = choices.map((choice) => choice.odds);
  const tokens = choices.map(({ token }) => token);
  return { type: 'tokens', tokens, by, ...(odds.some(Boolean) && { odds }) };
}
