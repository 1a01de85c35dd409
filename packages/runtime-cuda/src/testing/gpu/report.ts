import type { Difference, Parity } from './parity.ts';
import { agreement, type StepTime } from './speed.ts';
import type { SumCheck } from './sums.ts';
import { table } from './table.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const shown = ({ largest, sameBest }: Difference) => [largest.toPrecision(2), percent(sameBest)];

/** The largest differences of scores, with the share of rows in which the best token is the same. */
export function parityTable(all: readonly Parity[]): string {
  const headings = [
    'model',
    'from PyTorch',
    'from the CPU',
    'same best',
    'batch of 32 from alone',
    'same best',
  ];
  return table(
    [...headings, 'at most', ''],
    all.map(({ model, fromPyTorch, fromCpu, batchFromAlone, tolerance, passed }) => [
      model,
      fromPyTorch.toPrecision(2),
      ...shown(fromCpu),
      ...shown(batchFromAlone),
      String(tolerance),
      passed ? 'passed' : 'FAILED',
    ]),
  );
}

/** Milliseconds per step on the CPU and on the device; `times`: the first half is the CPU's. */
export function speedTable(times: readonly StepTime[]): string {
  const half = times.length / 2;
  const cpu = times.slice(0, half);
  const device = times.slice(half);
  const [a, b] = [cpu[0]!, device[0]!].map(({ device: name, dtype }) => `${name} ${dtype}, ms a step`);
  return table(
    ['models', 'batch', a!, b!, 'middle half', 'times as fast', 'tokens a second', 'same best token'],
    cpu.map((before, index) => {
      const after = device[index]!;
      return [
        before.models.join(' + '),
        String(before.batch),
        before.stepMs.toFixed(2),
        after.stepMs.toFixed(2),
        after.quartilesMs.map((ms) => ms.toFixed(2)).join('–'),
        (before.stepMs / after.stepMs).toFixed(2),
        ((1000 * after.batch) / after.stepMs).toFixed(0),
        percent(agreement(before, after)),
      ];
    }),
  );
}

/** How alike, and how long: guided sums made where scores lie, and in JavaScript. */
export function sumTable(all: readonly SumCheck[]): string {
  return table(
    [
      'sum of',
      'tokens',
      'batch',
      'there, ms',
      'JavaScript, ms',
      'times as fast',
      'largest difference',
      'same best',
      'at most',
      '',
    ],
    all.map((one) => [
      one.of === 'models' ? 'steps of three models' : 'scores of three models',
      String(one.vocabulary),
      String(one.batch),
      one.deviceMs.toFixed(2),
      one.javaScriptMs.toFixed(2),
      (one.javaScriptMs / one.deviceMs).toFixed(2),
      one.largest.toPrecision(2),
      percent(one.sameBest),
      String(one.tolerance),
      one.passed ? 'passed' : 'FAILED',
    ]),
  );
}
