import { dense, row, topTokens } from '../logits.ts';
import type { DenseLogits, Logits, Model, Query } from '../model.ts';
import type { Item, Message, Sequence, Token } from '../sequence.ts';
import { assertAgree, assertBest } from './agree.ts';

/** A model on trial, with tapes to ask it about and what it says about a tape it has never seen, asked alone. */
export interface Trial {
  readonly model: Model;
  /** Two prompts, each with five tokens written after it. */
  readonly tapes: readonly [readonly Item[], readonly Item[]];
  /** A user's message that may follow either. */
  readonly message: Message;
  /** Two tokens that may follow either. */
  readonly words: readonly [Token, Token];
  /** How far apart scores may lie that should be equal. */
  readonly tolerance: number;
  /** A new sequence that holds a copy of `items`. */
  open(items: readonly Item[]): Sequence;
  /** Sends `queries` as one batch and verifies the answers. */
  ask(...queries: readonly Query[]): Promise<Logits[]>;
  /** Throws unless each answer is what a fresh copy of its sequence, as it is now, gets alone. */
  verify(queries: readonly Query[], answers: readonly Logits[]): Promise<void>;
  /** Throws unless these tapes get different scores. `what` is what tells them apart. */
  distinguish(what: string, one: readonly Item[], other: readonly Item[]): Promise<void>;
  /** Marks every sequence so far as done. */
  close(): void;
}

/** Throws a RangeError unless there are two prompts. */
export async function startTrial(
  model: Model,
  prompts: readonly (readonly Message[])[],
  tolerance: number,
): Promise<Trial> {
  const [first, second] = prompts;
  const message = second?.findLast(({ role }) => role === 'user');
  if (!first || !message)
    throw new RangeError('The contract needs two prompts, the second with a message of the user.');
  const opened: Sequence[] = [];

  function open(items: readonly Item[]): Sequence {
    const sequence = { items: [...items], done: false };
    opened.push(sequence);
    return sequence;
  }

  async function alone({ sequence, rows = 1 }: Query): Promise<DenseLogits> {
    const [answer] = await model.forward([{ sequence: open(sequence.items), rows }]);
    return dense(answer!);
  }

  async function verify(queries: readonly Query[], answers: readonly Logits[]): Promise<void> {
    if (answers.length !== queries.length)
      throw new Error(`Expected ${queries.length} answers, found ${answers.length}.`);
    const found = structuredClone(answers);
    for (const [i, query] of queries.entries()) {
      const what = `Answer ${i + 1} of ${queries.length}`;
      const expected = await alone(query);
      if (query.top === undefined) assertAgree(found[i], expected, tolerance, what);
      else assertBest(found[i], expected, query.top, tolerance, what);
    }
  }

  async function ask(...queries: readonly Query[]): Promise<Logits[]> {
    const answers = await model.forward(queries);
    await verify(queries, answers);
    return answers;
  }

  async function distinguish(what: string, one: readonly Item[], other: readonly Item[]): Promise<void> {
    const scores = [await alone({ sequence: open(one) }), await alone({ sequence: open(other) })] as const;
    const differs = scores[0].data.some(
      (score, token) => Math.abs(score - scores[1].data[token]!) > tolerance,
    );
    if (!differs) throw new Error(`Expected other scores for tapes that differ in ${what}, found the same.`);
  }

  /** Five tokens that the model itself thinks likely, so that they are nothing special. */
  async function likely(prompt: readonly Item[]): Promise<readonly Token[]> {
    const scores = row(await alone({ sequence: open(prompt) }), 0);
    const tokens = [...topTokens(scores, 6)].filter((token) => token !== model.tokenizer.end);
    return Array.from({ length: 5 }, (_, i) => tokens[(i * i) % tokens.length]!);
  }

  const [one, other] = [await likely(first), await likely(second!)];
  return {
    model,
    tapes: [
      [...first, ...one],
      [...second!, ...other],
    ],
    message,
    words: [one[0]!, one[1]!],
    tolerance,
    open,
    ask,
    verify,
    distinguish,
    close() {
      for (const sequence of opened.splice(0)) sequence.done = true;
    },
  };
}
