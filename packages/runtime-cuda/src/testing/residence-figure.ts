/**
 * Measures resident memory over 200 cycles of load and close, and over 10,000 requests to one model, and draws it to
 * docs/images/residence.svg: `npx tsx packages/runtime-cuda/src/testing/residence-figure.ts [model folder]`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from '../load.ts';
import { type Panel, panels } from './panels.ts';
import { ask, cycle, residentBytes, type Slope, slopeOf } from './residence.ts';

const cycles = 200;
const requests = 10_000;
const requestsPerPoint = 50;
const warmUpCycles = 20;
/** Until as many pictures are remembered as ever are, and the allocator has met all sizes. */
const warmUpRequests = 50_000;
const figure = fileURLToPath(new URL('../../../../docs/images/residence.svg', import.meta.url));
const [folder = fileURLToPath(new URL('../../../../models/large-base', import.meta.url))] =
  process.argv.slice(2);
const mebibyte = 2 ** 20;

const cycleValues = await series('cycles', warmUpCycles, cycles, () => cycle(folder, { device: 'cpu' }, 16));
await using model = await load(folder, { device: 'cpu' });
const requestValues = await series(
  'requests',
  warmUpRequests / requestsPerPoint,
  requests / requestsPerPoint,
  (at) => ask(model, at * requestsPerPoint, requestsPerPoint),
);

const perCycle = slopeOf(cycleValues);
const perRequest = slopeOf(requestValues);
const drawn: Panel[] = [
  { title: `${cycles} × load, 16 requests, close`, across: 'cycle', step: 1, values: cycleValues },
  {
    title: `${requests} requests to one model`,
    across: 'request',
    step: requestsPerPoint,
    values: requestValues,
  },
];
writeFileSync(
  figure,
  panels(
    drawn.map((panel) => ({ ...panel, values: panel.values.map((value) => value / mebibyte) })),
    'resident, MiB',
  ),
);
console.log(`a cycle of load and close: ${told(perCycle, 1)}`);
console.log(`1000 requests: ${told(perRequest, 1000 / requestsPerPoint)}`);
console.log(`${figure}`);

/** Resident bytes after each step, after those that warm up. */
async function series(
  name: string,
  warmUp: number,
  count: number,
  step: (at: number) => Promise<void>,
): Promise<number[]> {
  for (let at = 0; at < warmUp; at++) await step(count + at);
  const start = performance.now();
  const values: number[] = [];
  for (let at = 0; at < count; at++) {
    await step(at);
    values.push(residentBytes());
    if ((at + 1) % (count / 10) !== 0) continue;
    const left = ((performance.now() - start) / (at + 1)) * (count - at - 1);
    console.error(`${name}: ${at + 1} of ${count}, ${Math.ceil(left / 1000)} s left`);
  }
  return values;
}

function told({ slope, low, high }: Slope, steps: number): string {
  const [middle, from, to] = [slope, low, high].map((value) => ((value * steps) / 1024).toFixed(1));
  return `${middle} KiB (95 %: ${from} to ${to})`;
}
