import { ask } from './ask.ts';
import type { Logits, Model } from './model.ts';
import type { Odds } from './odds.ts';
import { reportedOdds } from './reported-odds.ts';
import { assertSampling, pick, type Sampling } from './sampling.ts';
import type { Token } from './sequence.ts';
import type { Finish, Strategy } from './strategy.ts';
import { watch } from './watch.ts';

/**
 * Writes what one model expects, token by token: the best one each time, or one drawn at random if a temperature is
 * given. The draw depends on the seed and the tape, on nothing else. Throws a RangeError if a number in `sampling`
 * makes no sense.
 */
export function sample(model: Model, sampling: Sampling = {}): Strategy {
  assertSampling(sampling);
  return async function* (sequence, turn) {
    const finishAt = watch(model.tokenizer, turn);
    const query = { sequence };
    const choose = (logits: Logits): Choice | undefined => {
      const token = pick(logits, 0, sampling, turn.seed, sequence.items.length);
      return token === undefined ? undefined : { token, odds: reportedOdds(logits, 0, token, turn.odds) };
    };
    let finish: Finish | undefined = turn.maxTokens > 0 ? undefined : 'length';
    while (!finish) {
      const { token, odds } = await ask(model, query, sampling, turn, choose);
      sequence.items.push(token);
      finish = finishAt(token);
      if (finish === 'end') break;
      const tokens = [token];
      yield odds
        ? { type: 'tokens', tokens, by: model.name, odds: [odds] }
        : { type: 'tokens', tokens, by: model.name };
    }
    return finish;
  };
}

/** The token that comes next, and its odds if the turn is to hear of them. */
interface Choice {
  readonly token: Token;
  readonly odds: Odds | undefined;
}
