import { dense, sparse } from './logits.ts';
import type { DenseLogits, Model, Query, Term } from './model.ts';
import { assertSharedVocabulary } from './vocabulary.ts';

/**
 * The weighted sum of the scores of models, as a model. They read the same sequence at the same time; one of weight
 * 0 does not run. Scores are summed where they lie if the first model knows how (`Model.sum`), else here, over the
 * tokens that all models and the tokenizer know. Scores are taken to be finite.
 *
 * Throws `VocabularyMismatch` if the models cannot share a sequence, a RangeError if there is nothing to sum.
 */
export function linear(terms: readonly Term[], name?: string): Model {
  assertSharedVocabulary(...terms.map(({ model }) => model));
  for (const { model, weight } of terms)
    if (!Number.isFinite(weight))
      throw new RangeError(`The weight of "${model.name}" must be a number, found ${weight}.`);
  const [first, ...others] = terms.filter(({ weight }) => weight !== 0);
  if (!first) throw new RangeError('A sum of models needs at least one weight that is not 0.');
  const running = [first, ...others] as const;
  const title = name ?? nameOf(running);

  const onDevice = first.model.sum?.(running);
  if (onDevice) return { ...onDevice, name: title };

  const { tokenizer } = first.model;
  return {
    name: title,
    tokenizer,
    contextLength: Math.min(...running.map(({ model }) => model.contextLength)),
    async forward(queries, signal) {
      const asked = queries.map(everyScore);
      const answers = await Promise.all(running.map(({ model }) => model.forward(asked, signal)));
      return queries.map(({ top }, i) => {
        const z = sum(
          answers.map((answer) => dense(answer[i]!)),
          running,
          tokenizer.size,
        );
        return top === undefined ? z : sparse(z, top);
      });
    },
  };
}

function everyScore({ sequence, rows }: Query): Query {
  return rows === undefined ? { sequence } : { sequence, rows };
}

/**
 * The first term comes last, on top of the sum of the others: where those cancel, its scores come out bit for bit.
 * Plain loops: `Float32Array.map` measured four times slower, and this runs once per token.
 */
function sum(scores: readonly DenseLogits[], terms: readonly Term[], size: number): DenseLogits {
  const [first, ...others] = scores as readonly [DenseLogits, ...DenseLogits[]];
  const vocab = Math.min(size, ...scores.map((logits) => logits.vocab));
  const { rows } = first;
  const data = new Float32Array(rows * vocab);
  const steering = new Float64Array(vocab);
  for (let r = 0; r < rows; r++) {
    steering.fill(0);
    for (const [i, logits] of others.entries()) add(steering, logits, r, terms[i + 1]!.weight);
    const weight = terms[0]!.weight;
    for (let v = 0; v < vocab; v++)
      data[r * vocab + v] = weight * first.data[r * first.vocab + v]! + steering[v]!;
  }
  return { type: 'dense', rows, vocab, data };
}

function add(steering: Float64Array, { data, vocab }: DenseLogits, r: number, weight: number): void {
  const start = r * vocab;
  for (let v = 0; v < steering.length; v++) steering[v] = steering[v]! + weight * data[start + v]!;
}

function nameOf(terms: readonly Term[]): string {
  return terms
    .map(({ model, weight }, i) => {
      const sign = weight < 0 ? '− ' : i > 0 ? '+ ' : '';
      return `${sign}${Math.abs(weight) === 1 ? '' : `${Math.abs(weight)}·`}${model.name}`;
    })
    .join(' ');
}
