import { type Sequence, written } from './sequence.ts';
import type { Finish, Strategy, StrategyEvent, Turn } from './strategy.ts';

/**
 * Lets a strategy write on `view` and copies what it writes to `sequence`, as it is reported. The model reads the view,
 * which may hold other messages; the caller gets the answer.
 */
export async function* transcribe(
  strategy: Strategy,
  view: Sequence,
  sequence: Sequence,
  turn: Turn,
): AsyncGenerator<StrategyEvent, Finish> {
  const { length: mark } = view.items;
  let copied = 0;
  const steps = strategy(view, turn);
  let step = await steps.next();
  try {
    for (; !step.done; step = await steps.next()) {
      if (step.value.type === 'tokens') {
        sequence.items.push(...step.value.tokens);
        copied += step.value.tokens.length;
      }
      yield step.value;
    }
  } finally {
    if (!step.done) await steps.return('stop');
  }
  // What is on the tape and was not reported is the end token.
  sequence.items.push(...written(view, mark).slice(copied));
  return step.value;
}
