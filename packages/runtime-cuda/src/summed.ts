import { DeviceUnavailable, type Logits, type Model, type Query, type Sequence, type Term } from '@vr/core';
import { allEnded } from './all-ended.ts';
import type { Asked } from './asked.ts';
import type { KeptScores } from './device/scores.ts';
import type { Addition, Sums } from './device/sums.ts';
import { OrtFailure } from './ort/api.ts';
import { denseAnswers, sparseAnswers } from './sum-answers.ts';

/** What one must know of a model whose scores stay on a device to add them up there. */
export interface Summable {
  readonly sums: Sums;
  /** Throws if the model is closed. */
  assertOpen(): void;
  /** Reads what is not read yet, and has the scores asked for kept on the device. */
  read(
    queries: readonly Query[],
    signal: AbortSignal | undefined,
    keep: KeptScores,
  ): Promise<ReadonlyMap<Sequence, Asked>>;
}

const summables = new WeakMap<Model, Summable>();

/** From now on this very object can be summed on its device; one that wraps it cannot. */
export function makeSummable(model: Model, summable: Summable): void {
  summables.set(model, summable);
}

/**
 * The sum of models on one device as one model (`Model.sum`): their scores are kept there and added up by a graph, in
 * float32, and only what was asked for crosses. Undefined if one of them keeps no scores there, or if there is one only.
 */
export function sumOnDevice(terms: readonly Term[]): Model | undefined {
  const parts = terms.map(({ model }) => summables.get(model));
  if (terms.length < 2 || !parts.every((part) => part !== undefined)) return undefined;
  const [lead] = parts as [Summable];
  if (parts.some(({ sums }) => sums.device !== lead.sums.device)) return undefined;
  const models = terms.map(({ model }) => model);
  const weights = terms.map(({ weight }) => weight);
  const { name, tokenizer } = models[0]!;

  const add = async (queries: readonly Query[], signal: AbortSignal | undefined): Promise<Logits[]> => {
    const kept = parts.map(() => lead.sums.room());
    try {
      const asked = await allEnded(parts.map((part, index) => part.read(queries, signal, kept[index]!)));
      const additionOf = (some: readonly Query[]): Addition => ({
        kept,
        weights,
        rows: placesOf(some, asked),
      });
      return await answers(lead.sums, queries, additionOf, tokenizer.size);
    } catch (error) {
      throw error instanceof OrtFailure ? noRoom(name, terms.length, lead.sums.device, error) : error;
    } finally {
      for (const room of kept) room.release();
    }
  };

  return {
    name: models.map((model) => model.name).join(' + '),
    tokenizer,
    contextLength: Math.min(...models.map(({ contextLength }) => contextLength)),
    streams: Math.min(...models.map(({ streams = 1 }) => streams)),
    interleaves: models.every(({ interleaves }) => interleaves),
    async forward(queries, signal) {
      lead.assertOpen();
      return lead.sums.during(() => add(queries, signal));
    },
  };
}

/** Of each term, where the rows of these queries are kept. */
function placesOf(
  queries: readonly Query[],
  asked: readonly ReadonlyMap<Sequence, Asked>[],
): readonly (readonly number[])[] {
  return asked.map((sequences) =>
    queries.flatMap(({ sequence, rows = 1 }) => [...sequences.get(sequence)!.kept!.places.subarray(-rows)]),
  );
}

/** What each query gets: those who want every score from one run of the sum, those who want the best from another. */
async function answers(
  sums: Sums,
  queries: readonly Query[],
  additionOf: (some: readonly Query[]) => Addition,
  vocab: number,
): Promise<Logits[]> {
  const whole = queries.filter(({ top }) => top === undefined);
  const cut = queries.filter(({ top }) => top !== undefined);
  const dense: Logits[] = [];
  const sparse: Logits[] = [];
  if (whole.length > 0) {
    const addition = additionOf(whole);
    dense.push(...denseAnswers(await sums.all(addition), whole, vocab, addition.weights[0] === 1));
  }
  if (cut.length > 0) {
    const addition = additionOf(cut);
    const top = Math.min(vocab, Math.max(1, ...cut.map((query) => query.top!)));
    sparse.push(...sparseAnswers(await sums.best(addition, top), cut, top, addition.weights[0] === 1));
  }
  return queries.map(({ top }) => (top === undefined ? dense : sparse).shift()!);
}

function noRoom(model: string, terms: number, device: string, cause: OrtFailure): DeviceUnavailable {
  return new DeviceUnavailable({
    model,
    expected: `memory to add up the scores of ${terms} models on ${device}`,
    found: cause.reason,
    remedy: 'Ask about fewer sequences, or fewer rows, at a time.',
    cause,
  });
}
