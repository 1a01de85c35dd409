import { fromScores } from './from-scores.ts';
import { dense, row } from './logits.ts';
import type { DenseLogits, Logits, Model, Query } from './model.ts';
import type { Sequence, Token } from './sequence.ts';

/** Where a row of scores belongs: the token that comes next in the answer being written. */
export interface Place {
  readonly sequence: Sequence;
  /** What is written of the answer so far, up to this place. */
  readonly written: readonly Token[];
}

/**
 * The same model with every row of its scores, `[vocab]`, changed in place by `change`. What the model would say
 * without guidance is changed alike, so that the two stay comparable.
 */
export function rescored(
  model: Model,
  change: (scores: Float32Array, place: Place) => void | Promise<void>,
): Model {
  const rescore = async (logits: Logits, { sequence, rows = 1 }: Query): Promise<DenseLogits> => {
    const { vocab, data, unguided } = dense(logits);
    const changed: DenseLogits = { type: 'dense', rows, vocab, data: data.slice() };
    const written = answerSoFar(sequence);
    for (let r = 0; r < rows; r++) {
      const length = written.length - rows + 1 + r;
      // A row in the prompt, before the answer began, is nobody's choice.
      if (length >= 0) await change(row(changed, r), { sequence, written: written.slice(0, length) });
    }
    return unguided ? { ...changed, unguided: await rescore(unguided, { sequence, rows }) } : changed;
  };

  return fromScores(model, async (queries, signal) => {
    const answers = await model.forward(queries, signal);
    return Promise.all(answers.map((logits, i) => rescore(logits, queries[i]!)));
  });
}

/** What is written of an answer: the tokens since the last message. */
export function answerSoFar({ items }: Sequence): Token[] {
  const start = items.findLastIndex((item) => typeof item === 'object') + 1;
  return items.slice(start) as Token[];
}
