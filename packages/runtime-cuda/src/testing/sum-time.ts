/**
 * Prints what it costs to make of three models' scores, as decoders leave them, the best tokens of their guided sum and
 * what an answer holds, in JavaScript and by an ONNX graph: `npx tsx packages/runtime-cuda/src/testing/sum-time.ts [seconds a line]`.
 * Microseconds of processor time a token, which count what others do on the machine less than time that passes.
 */
import { argmax, type DenseLogits, linear, type Model, open, type Query, uniform } from '@vr/core';
import { letters } from '@vr/core/testing';
import { type Node, onnxFile } from '../onnx-file.ts';
import { type Binding, bind } from '../ort/binding.ts';
import { openRuntime } from '../ort/library.ts';
import { closeSession, openGraphBytes } from '../ort/session.ts';
import { allocate, floats, halves, release, type Tensor } from '../ort/value.ts';

const [seconds = '4'] = process.argv.slice(2);
const alpha = 0.5;
const blockSeconds = 0.05;
const runtime = openRuntime('sum');
/** ONNX's numbers for the types that a graph may compute in. */
const precisions = { float32: 1, float64: 11 } as const;
type Precision = keyof typeof precisions;

const columns = ['tokens', 'batch', 'top', 'JavaScript, µs', 'graph in float64, µs', 'graph in float32, µs'];
console.log(`| ${columns.join(' | ')} |\n|${' ---: |'.repeat(columns.length)}`);
for (const vocab of [648, 49_152, 151_936])
  for (const batch of [1, 8, 32])
    for (const top of [1, 64]) console.log(`| ${(await measure(vocab, batch, top)).join(' | ')} |`);

async function measure(vocab: number, batch: number, top: number): Promise<(number | string)[]> {
  const memory = Array.from({ length: 3 }, () => allocate(runtime, 'float32', [batch, vocab]));
  const stored = memory.map(floats);
  for (const [seed, scores] of stored.entries())
    for (let at = 0; at < scores.length; at++) scores[at] = 20 * uniform(seed, at, 0) - 10;
  const graphs = (['float64', 'float32'] as const).map((precision) =>
    openSum(stored, batch, vocab, top, precision),
  );
  const ways = [inJavaScript(stored, batch, vocab, top), ...graphs.map(({ run }) => run)];
  const times = await interleaved(ways);
  for (const graph of graphs) graph.close();
  for (const tensor of memory) release(runtime, tensor);
  return [vocab, batch, top, ...times.map((time) => ((1e6 * time) / batch).toFixed(1))];
}

/** As it is done: each model hands out copies of its rows, `linear` sums them. */
function inJavaScript(stored: readonly Float32Array[], batch: number, vocab: number, top: number) {
  const models = stored.map(
    (scores, i): Model => ({
      name: `${i}`,
      tokenizer: { ...letters('ab'), size: vocab },
      contextLength: Infinity,
      forward: async (queries) =>
        queries.map((_, r): DenseLogits => {
          const data = scores.slice(r * vocab, (r + 1) * vocab);
          return { type: 'dense', rows: 1, vocab, data };
        }),
    }),
  );
  const sum = linear(models.map((model, i) => ({ model, weight: [1, alpha, -alpha][i]! })));
  const queries = Array.from({ length: batch }, (): Query => ({ sequence: open([]), top }));
  return async () => {
    for (const { unguided } of await sum.forward(queries)) argmax((unguided as DenseLogits).data);
  };
}

/** The same by a graph over memory of its own: rows are copied there, and those that an answer holds copied out. */
function openSum(
  stored: readonly Float32Array[],
  batch: number,
  vocab: number,
  top: number,
  precision: Precision,
) {
  const session = openGraphBytes(runtime, sumGraph(top, precision), { threads: 1 });
  const binding = bind(runtime, session);
  const scores = stored.map(() => allocate(runtime, 'float32', [batch, vocab]));
  const sum = allocate(runtime, 'float32', [batch, vocab]);
  const best = allocate(runtime, 'int64', [batch, top]);
  for (const [i, tensor] of scores.entries()) binding.input(`scores ${i}`, tensor);
  binding.output('sum', sum);
  binding.output('best', best);
  const run = async () => sumNow(stored, binding, scores, sum, best, vocab);
  return {
    run,
    close() {
      binding.release();
      for (const tensor of [...scores, sum, best]) release(runtime, tensor);
      closeSession(runtime, session);
    },
  };
}

function sumNow(
  stored: readonly Float32Array[],
  binding: Binding,
  scores: readonly Tensor[],
  sum: Tensor,
  best: Tensor,
  vocab: number,
): readonly unknown[] {
  for (const [i, tensor] of scores.entries()) floats(tensor).set(stored[i]!);
  binding.runNow();
  const tokens = halves(best).filter((_, at) => at % 2 === 0);
  const base = floats(scores[0]!).slice();
  for (let from = 0; from < base.length; from += vocab) argmax(base.subarray(from, from + vocab));
  return [tokens, base, floats(sum).slice()];
}

function sumGraph(top: number, precision: Precision): Uint8Array {
  const cast = (from: string, to: string, type: Precision): Node => {
    const attributes = { to: precisions[type] };
    return { operator: 'Cast', inputs: [from], outputs: [to], attributes };
  };
  const calculate = (operator: string, one: string, other: string, output: string): Node => {
    return { operator, inputs: [one, other], outputs: [output] };
  };
  const shape = ['rows', 'vocab'];
  return onnxFile({
    inputs: [0, 1, 2].map((i) => ({ name: `scores ${i}`, type: 'float32', shape })),
    outputs: [
      { name: 'sum', type: 'float32', shape },
      { name: 'best', type: 'int64', shape: ['rows', top] },
    ],
    constants: [
      { name: 'alpha', shape: [1], data: Float32Array.of(alpha) },
      { name: 'top', shape: [1], data: BigInt64Array.of(BigInt(top)) },
    ],
    nodes: [
      ...[0, 1, 2].map((i) => cast(`scores ${i}`, `exact ${i}`, precision)),
      cast('alpha', 'strength', precision),
      calculate('Mul', 'exact 1', 'strength', 'expert'),
      calculate('Mul', 'exact 2', 'strength', 'amateur'),
      calculate('Sub', 'expert', 'amateur', 'steering'),
      calculate('Add', 'exact 0', 'steering', 'guided'),
      cast('guided', 'sum', 'float32'),
      { operator: 'TopK', inputs: ['sum', 'top'], outputs: ['highest', 'best'] },
    ],
  });
}

/** Median seconds of processor time that each way takes, in blocks in turn. */
async function interleaved(ways: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  for (const way of ways) await block(way, 20);
  const steps = Math.ceil(blockSeconds / (await block(ways[0]!, 20)));
  const times = ways.map(() => [] as number[]);
  const end = performance.now() + 1000 * Number(seconds);
  while (performance.now() < end || times[0]!.length < 5)
    for (const [i, way] of ways.entries()) times[i]!.push(await block(way, steps));
  return times.map((all) => all.sort((a, b) => a - b)[all.length >> 1]!);
}

async function block(way: () => Promise<unknown>, steps: number): Promise<number> {
  const start = process.cpuUsage();
  for (let step = 0; step < steps; step++) await way();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / steps;
}
