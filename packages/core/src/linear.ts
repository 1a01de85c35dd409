import { fromScores } from './from-scores.ts';
import { dense, narrow, row } from './logits.ts';
import type { DenseLogits, Model, Term } from './model.ts';
import { sumRows } from './sum.ts';
import { assertSharedVocabulary } from './vocabulary.ts';

/**
 * The weighted sum of the scores of models, as a model. They read the same sequence at the same time; one of weight
 * 0 does not run. Scores are summed where they lie if the first model knows how (`Model.sum`), else here, over the
 * tokens that all models and the tokenizer know. A score of −Infinity forbids its token, see `sumRows`. Where the first
 * weight is 1, the other models guide the first, whose own scores go along as `unguided`.
 *
 * Throws `VocabularyMismatch` if the models cannot share a sequence, a RangeError if there is nothing to sum.
 */
export function linear(terms: readonly Term[], name?: string): Model {
  assertSharedVocabulary(...terms.map(({ model }) => model));
  for (const { model, weight } of terms)
    if (!Number.isFinite(weight))
      throw new RangeError(`The weight of "${model.name}" must be a number, found ${weight}.`);
  const running = terms.filter(({ weight }) => weight !== 0);
  if (running.length === 0) throw new RangeError('A sum of models needs at least one weight that is not 0.');
  const title = name ?? nameOf(running);
  const lead = running[0]!.model;
  const onDevice = lead.sum?.(running);
  if (onDevice) return { ...onDevice, name: title };

  const weights = running.map(({ weight }) => weight);
  const { tokenizer } = lead;
  const contextLength = Math.min(...running.map(({ model }) => model.contextLength));
  const streams = Math.min(...running.map(({ model }) => model.streams ?? 1));
  const interleaves = running.every(({ model }) => model.interleaves === true);
  return fromScores(
    { name: title, tokenizer, contextLength, streams, interleaves },
    async (queries, signal) => {
      const answers = await Promise.all(running.map(({ model }) => model.forward(queries, signal)));
      return queries.map((_, i) => {
        const parts = answers.map((answer) => dense(answer[i]!));
        return sum(parts, weights, tokenizer.size);
      });
    },
  );
}

function sum(parts: readonly DenseLogits[], weights: readonly number[], size: number): DenseLogits {
  const vocab = Math.min(size, ...parts.map((part) => part.vocab));
  const first = parts[0]!;
  const rows = Array.from({ length: first.rows }, (_, r) =>
    parts.map((part, t) => ({ weight: weights[t]!, scores: row(part, r) })),
  );
  const z = sumRows(rows, vocab);
  const guided = weights[0] === 1 && (parts.length > 1 || first.unguided);
  return guided ? { ...z, unguided: unguidedOf(first, vocab) } : z;
}

/** What a model that is to be guided says without any guidance, over the first `vocab` tokens. */
export function unguidedOf(logits: DenseLogits, vocab: number): DenseLogits {
  return narrow(dense(logits.unguided ?? logits), vocab);
}

function nameOf(terms: readonly Term[]): string {
  return terms
    .map(({ model, weight }, i) => {
      const sign = weight < 0 ? '− ' : i > 0 ? '+ ' : '';
      return `${sign}${Math.abs(weight) === 1 ? '' : `${Math.abs(weight)}·`}${model.name}`;
    })
    .join(' ');
}
