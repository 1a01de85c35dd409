import type { Model, Query } from './model.ts';
import { assertSampling, candidatesOf, pick, type Sampling } from './sampling.ts';
import type { Sequence, Token } from './sequence.ts';
import type { Strategy, Turn } from './strategy.ts';
import { watch } from './watch.ts';

/**
 * Writes one token at a time, drawn from what one model expects. Greedy unless a temperature is given. What it
 * writes depends on the seed and the tape, on nothing else. Throws a RangeError if a number in `sampling` makes no
 * sense.
 */
export function sample(model: Model, sampling: Sampling = {}): Strategy {
  assertSampling(sampling);
  return async function* (sequence, turn) {
    const over = watch(model.tokenizer, turn);
    while (turn.maxTokens > 0) {
      const token = await next(model, sequence, sampling, turn);
      sequence.items.push(token);
      if (token !== model.tokenizer.end) yield { type: 'tokens', tokens: [token], by: model.name };
      const finish = over(token);
      if (finish) return finish;
    }
    return 'length';
  };
}

/** The token that comes next. Candidates first; every score only if they did not suffice. */
async function next(model: Model, sequence: Sequence, sampling: Sampling, turn: Turn): Promise<Token> {
  const top = candidatesOf(sampling);
  const draw = async (query: Query) => {
    const [logits] = await model.forward([query], turn.signal);
    return pick(logits!, 0, sampling, turn.seed, sequence.items.length);
  };
  return (top !== undefined ? await draw({ sequence, top }) : undefined) ?? (await draw({ sequence }))!;
}
