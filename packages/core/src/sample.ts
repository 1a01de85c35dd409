import { ask } from './ask.ts';
import type { Model } from './model.ts';
import type { Odds } from './odds.ts';
import { reportedOdds } from './reported-odds.ts';
import { assertSampling, pick, type Sampling } from './sampling.ts';
import type { Sequence, Token } from './sequence.ts';
import type { Finish, Strategy, Turn } from './strategy.ts';
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
    let finish: Finish | undefined = turn.maxTokens > 0 ? undefined : 'length';
    while (!finish) {
      const { token, odds } = await next(model, sequence, sampling, turn);
      sequence.items.push(token);
      finish = finishAt(token);
      if (finish === 'end') break;
      yield { type: 'tokens', tokens: [token], by: model.name, ...(odds && { odds: [odds] }) };
    }
    return finish;
  };
}

/** The token that comes next, and its odds if the turn is to hear of them. */
function next(model: Model, sequence: Sequence, sampling: Sampling, turn: Turn): Promise<Choice> {
  return ask(model, { sequence }, sampling, turn, (logits) => {
    const token = pick(logits, 0, sampling, turn.seed, sequence.items.length);
    if (token === undefined) return undefined;
    return { token, odds: reportedOdds(logits, 0, token, turn.odds) };
  });
}

interface Choice {
  readonly token: Token;
  readonly odds: Odds | undefined;
}
