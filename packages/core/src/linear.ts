import { everyScore } from './from-scores.ts';
import { bestOfRows, dense, narrow, row } from './logits.ts';
import type { DenseLogits, Logits, Model, Term } from './model.ts';
import { addUp } from './sum.ts';
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
  return {
    name: title,
    tokenizer,
    contextLength,
    streams,
    interleaves,
    async forward(queries, signal) {
      const asked = queries.map(everyScore);
      const answers = await Promise.all(running.map(({ model }) => model.forward(asked, signal)));
      return queries.map(({ top }, i) => {
        const parts = answers.map((answer) => dense(answer[i]!));
        return sum(parts, weights, tokenizer.size, top);
      });
    },
  };
}

/** Every sum, or the `top` best, for which each row is summed in memory that the next row overwrites. */
function sum(
  parts: readonly DenseLogits[],
  weights: readonly number[],
  size: number,
  top: number | undefined,
): Logits {
  const first = parts[0]!;
  const { rows } = first;
  let vocab = size;
  for (const part of parts) vocab = Math.min(vocab, part.vocab);
  const guided = weights[0] === 1 && (parts.length > 1 || first.unguided !== undefined);
  const unguided = guided ? unguidedOf(first, vocab) : undefined;
  if (top === undefined) {
    const data = new Float32Array(rows * vocab);
    const z: DenseLogits = { type: 'dense', rows, vocab, data, ...(unguided && { unguided }) };
    for (let r = 0; r < rows; r++) addUp(row(z, r), weights, rowsOf(parts, r));
    return z;
  }
  return bestOfRows(
    rows,
    Math.min(top, vocab),
    (r) => {
      const z = scratch(vocab);
      addUp(z, weights, rowsOf(parts, r));
      return z;
    },
    unguided,
  );
}

const rowsOf = (parts: readonly DenseLogits[], r: number) => parts.map((part) => row(part, r));

let room = new Float32Array();

/** The same memory each time: for what is read before anything else happens. */
function scratch(length: number): Float32Array {
  if (room.length < length) room = new Float32Array(length);
  return room.length === length ? room : room.subarray(0, length);
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
