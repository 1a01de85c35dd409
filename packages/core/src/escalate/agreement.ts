import type { Tokenizer } from '../model.ts';
import { rehearse, tokensOf } from '../rehearse.ts';
import type { Sequence } from '../sequence.ts';
import type { Strategy } from '../strategy.ts';
import { answerIn } from './answer-span.ts';
import type { Need } from './need.ts';

export interface AgreementOptions {
  /** Answers the same question again, with chance in it: `sample(model, { temperature: 0.7 })`. */
  readonly answer: Strategy;
  readonly tokenizer: Tokenizer;
  /** How often to ask again. @default 3 */
  readonly samples?: number;
}

/** The share of further answers to the same small picture that differ from the one given. No odds needed, only time. */
export function agreement({ answer, tokenizer, samples = 3 }: AgreementOptions): Need {
  if (!(Number.isInteger(samples) && samples >= 1))
    throw new RangeError(`samples must be a whole number, 1 or more, found ${samples}.`);
  return async ({ text, question, sequence, turn }) => {
    const ask = async (seed: number): Promise<string> => {
      const tape: Sequence = { items: [...question], parent: sequence, done: false };
      try {
        const { events } = await rehearse(answer, tape, { ...turn, seed });
        return tokenizer.decode(tokensOf(events));
      } finally {
        tape.done = true;
      }
    };
    const others = await Promise.all(Array.from({ length: samples }, (_, i) => ask(turn.seed + 1 + i)));
    return disagreement(text, others);
  };
}

/** The share of `others` that answer something else than `text`, whatever the case of the letters. */
export function disagreement(text: string, others: readonly string[]): number {
  const read = (one: string) => answerIn(one)?.toLowerCase();
  const said = read(text);
  return others.filter((other) => read(other) !== said || said === undefined).length / others.length;
}
