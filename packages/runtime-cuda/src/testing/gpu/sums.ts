import {
  argmax,
  type DenseLogits,
  dense,
  linear,
  type Model,
  open,
  type Query,
  type SparseLogits,
  type Tokenizer,
  uniform,
} from '@vr/core';
import type { Device } from '../../device/device.ts';
import { type ScoresApart, scoresByGraph } from '../../device/scores.ts';
import { openSums } from '../../device/sums.ts';
import { largestDifference } from '../../largest-difference.ts';
import type { LoadedModel } from '../../loaded-model.ts';
import type { DecoderSizes } from '../../memory.ts';
import { onnxFile } from '../../onnx-file.ts';
import { bind } from '../../ort/binding.ts';
import { openRuntime, type Runtime } from '../../ort/library.ts';
import { closeSession, openGraphBytes } from '../../ort/session.ts';
import { allocate, floats, release, type Tensor } from '../../ort/value.ts';
import { sparseAnswers } from '../../sum-answers.ts';
import type { Golden } from '../golden.ts';
import { sequenceOf } from './parity.ts';

/** A guided sum that a device makes where the scores lie, beside the same in JavaScript. */
export interface SumCheck {
  /** `models`: of guided steps; `scores`: of nothing but rows of scores, as wide as large vocabularies. */
  readonly of: 'models' | 'scores';
  readonly vocabulary: number;
  readonly batch: number;
  /** The most that a score, a log-sum-exp or an entropy differs. */
  readonly largest: number;
  readonly tolerance: number;
  /** The share of rows with the same best token. */
  readonly sameBest: number;
  /** Medians of rounds in turn, for the best token of each row. */
  readonly deviceMs: number;
  readonly javaScriptMs: number;
  readonly passed: boolean;
}

const alpha = 0.5;
const weights = [1, alpha, -alpha];
const largeVocabulary = 151_936;
const warmUpRounds = 3;

/** Guided steps of three models that lie on one device. */
export async function sumOfModels(
  models: readonly LoadedModel[],
  golden: Golden,
  batch: number,
  rounds: number,
): Promise<SumCheck> {
  const terms = (some: readonly Model[]) => some.map((model, i) => ({ model, weight: weights[i]! }));
  const there = linear(terms(models));
  const here = linear(terms(models.map(({ sum: _, ...model }) => model)));
  const queries = Array.from({ length: batch }, (_, n): Query => ({ sequence: sequenceOf(golden, n) }));
  await there.forward(queries);
  for (const { sequence } of queries) sequence.items.push(0);
  const best = queries.map((query) => ({ ...query, top: 1 }));

  const scores = { found: await there.forward(queries), expected: await here.forward(queries) };
  const amounts = { found: await there.forward(best), expected: await here.forward(best) };
  let step = 0;
  const advance = () => {
    step++;
    for (const [n, { sequence }] of queries.entries())
      sequence.items[sequence.items.length - 1] = (7 * step + n) % 100;
  };
  const [deviceMs, javaScriptMs] = await medians(
    rounds,
    [() => there.forward(best), () => here.forward(best)],
    advance,
  );
  for (const { sequence } of queries) sequence.done = true;
  const difference = Math.max(
    ...scores.found.map((logits, i) =>
      largestDifference(dense(logits).data, dense(scores.expected[i]!).data),
    ),
    ...amounts.found.map((logits, i) => apartBy(logits as SparseLogits, amounts.expected[i] as SparseLogits)),
  );
  const same = scores.expected.filter((logits, i) => {
    return argmax(dense(logits).data) === (amounts.found[i] as SparseLogits).tokens[0];
  });
  return verdict({
    of: 'models',
    vocabulary: models[0]!.tokenizer.size,
    batch,
    largest: difference,
    tolerance: golden.tolerances.fp16,
    sameBest: same.length / batch,
    deviceMs: deviceMs!,
    javaScriptMs: javaScriptMs!,
  });
}

/** Nothing but the sum, over rows of scores of a large vocabulary that lie on a device. */
export async function sumOfScores(device: Device, batch: number, rounds: number): Promise<SumCheck> {
  const runtime = openRuntime('sums');
  const stored = openScores(runtime, device, batch);
  const sums = openSums(runtime, device, device.place(runtime, stored.session), largeVocabulary);
  const rows = Array.from({ length: batch }, (_, row) => row);
  const queries = rows.map((): Query => ({ sequence: open([]), top: 1 }));
  const onDevice = async () => {
    const kept = stored.models.map(() => sums.room());
    for (const [i, model] of stored.models.entries()) {
      kept[i]!.reserve(batch);
      await model.keep(rows, kept[i]!);
    }
    const best = await sums.best({ kept, weights, rows: kept.map(() => rows) }, 1);
    for (const room of kept) room.release();
    return sparseAnswers(best, queries, 1, true);
  };
  const tokenizer = { id: 'large', size: largeVocabulary } as Tokenizer;
  const inJavaScript = linear(
    stored.models.map((model, i) => ({ model: reading(model, tokenizer, rows), weight: weights[i]! })),
  );
  const found = await onDevice();
  const expected = (await inJavaScript.forward(queries)) as SparseLogits[];
  const [deviceMs, javaScriptMs] = await medians(
    rounds,
    [onDevice, () => inJavaScript.forward(queries)],
    () => {},
  );
  sums.release();
  stored.release();
  return verdict({
    of: 'scores',
    vocabulary: largeVocabulary,
    batch,
    largest: Math.max(...found.map((logits, i) => apartBy(logits, expected[i]!))),
    tolerance: 1e-3,
    sameBest: found.filter((logits, i) => logits.tokens[0] === expected[i]!.tokens[0]).length / batch,
    deviceMs: deviceMs!,
    javaScriptMs: javaScriptMs!,
  });
}

const verdict = (check: Omit<SumCheck, 'passed'>): SumCheck => ({
  ...check,
  passed: check.largest <= check.tolerance,
});

function apartBy(found: SparseLogits, expected: SparseLogits): number {
  return Math.max(
    ...(['scores', 'logSumExp', 'entropy'] as const).map((name) =>
      largestDifference(found[name], expected[name]),
    ),
  );
}

/** A model that hands out copies of the rows, as one does whose scores are to be summed in JavaScript. */
function reading(scores: ScoresApart, tokenizer: Tokenizer, rows: readonly number[]): Model {
  return {
    name: 'scores',
    tokenizer,
    contextLength: Infinity,
    async forward() {
      const all = await scores.read(rows);
      return rows.map((row): DenseLogits => {
        const data = all.slice(row * largeVocabulary, (row + 1) * largeVocabulary);
        return { type: 'dense', rows: 1, vocab: largeVocabulary, data };
      });
    },
  };
}

/** Three models' scores in the memory of a device. */
function openScores(runtime: Runtime, device: Device, batch: number) {
  const shape = [batch, largeVocabulary];
  const port = { type: 'float32', shape } as const;
  const graph = onnxFile({
    inputs: [{ name: 'from', ...port }],
    outputs: [{ name: 'to', ...port }],
    constants: [],
    nodes: [{ operator: 'Identity', inputs: ['from'], outputs: ['to'] }],
  });
  const session = openGraphBytes(runtime, graph, { threads: 1, cuda: device.cuda });
  const place = device.place(runtime, session);
  const sizes = { logitsSize: largeVocabulary, vocabulary: largeVocabulary } as DecoderSizes;
  const carry = (from: Tensor, to: Tensor) => {
    const binding = bind(runtime, session);
    binding.input('from', from);
    binding.output('to', to);
    binding.runNow();
    binding.release();
  };
  const tensors = weights.map((_, seed) => {
    const [here, there] = [allocate(runtime, 'float32', shape), allocate(runtime, 'float32', shape, place)];
    floats(here).forEach((_, at, all) => {
      all[at] = 20 * uniform(seed, at, 0) - 10;
    });
    carry(here, there);
    release(runtime, here);
    return there;
  });
  const models = tensors.map((scores) => scoresByGraph(runtime, scores, sizes, device.cuda));
  return {
    session,
    models,
    release() {
      for (const model of models) model.release();
      for (const tensor of tensors) release(runtime, tensor);
      place.release();
      closeSession(runtime, session);
    },
  };
}

/** The median milliseconds of each way, in rounds in turn; `before`: each round. */
async function medians(
  rounds: number,
  ways: readonly (() => Promise<unknown>)[],
  before: () => void,
): Promise<number[]> {
  const times = ways.map((): number[] => []);
  for (let round = -warmUpRounds; round < rounds; round++) {
    before();
    for (const [i, way] of ways.entries()) {
      const start = performance.now();
      await way();
      if (round >= 0) times[i]!.push(performance.now() - start);
    }
  }
  return times.map((all) => all.sort((a, b) => a - b)[all.length >> 1]!);
}
