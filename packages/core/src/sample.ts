import type { Model, Query } from './model.ts';
import { assertSampling, candidatesOf, pick, type Sampling } from './sampling.ts';
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
      const token = await next(model, sequence, sampling, turn);
      sequence.items.push(token);
      finish = finishAt(token);
      if (finish !== 'end') yield { type: 'tokens', tokens: [token], by: model.name };
    }
    return finish;
  };
}

/** The token that comes next. Candidates first; every score only if they did not suffice. */
async function next(model: Model, sequence: Sequence, sampling: Sampling, turn: Turn): Promise<Token> {
  const draw = async (query: Query) => {
    const [logits] = await model.forward([query], turn.signal);
    return pick(logits!, 0, sampling, turn.seed, sequence.items.length);
  };
  const top = candidatesOf(sampling);
  const token = top === undefined ? undefined : await draw({ sequence, top });
  return token ?? (await draw({ sequence }))!;
}
