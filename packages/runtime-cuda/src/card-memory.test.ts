import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceUnavailable } from '@vr/core';
import { afterAll, describe, expect, test } from 'vitest';
import { assertCardRoom, type CardSizes, sumUpCard } from './card-memory.ts';
import { cudaDevice } from './device/cuda.ts';
import { graphFile, graphNames } from './dtype.ts';
import { memoryNeeded } from './estimate.ts';
import { loadOn } from './load.ts';
import { type CacheShape, positionsPerRun } from './memory-needed.ts';
import { drawsOf } from './testing/draws.ts';
import { microFiles, writeFile, writeFolder } from './testing/micro-model.ts';

/** Qwen2.5-7B's (its config.json), with as many bytes of weights as it has in half precision. */
const sizes: CardSizes = {
  layers: 28,
  keyHeads: 4,
  headSize: 128,
  hiddenSize: 3584,
  logitsSize: 152_064,
  imageSize: 448,
  patchSize: 28,
  cacheType: 'float16',
  weights: 15.2e9,
  cardWeights: 14.1e9,
};
const shape: CacheShape = { rows: 32, streams: 1, contextLength: 4096 };

const folder = writeFolder(microFiles({ cacheType: 'float16' }));
for (const graph of graphNames)
  renameSync(join(folder, graphFile(graph, 'fp32')), join(folder, graphFile(graph, 'fp16')));
afterAll(() => rmSync(folder, { recursive: true }));

test('weights, caches, scores, sums and what is worked with make up the whole', () => {
  const { weights, caches, scores, sums, work, total } = sumUpCard(sizes, shape);
  expect(weights).toBe(sizes.cardWeights);
  expect(caches).toBe(2 * 2 * 28 * 32 * 4 * 4096 * 128);
  expect(scores).toBe(4 * positionsPerRun(sizes, shape) * 152_064);
  expect(sums).toBe(4 * 11 * 32 * 152_064);
  expect(total).toBe(weights + caches + scores + sums + work);
});

describe('a limit', () => {
  test('that is enough, or none, is no matter', () => {
    assertCardRoom('large', sizes, shape, undefined);
    assertCardRoom('large', sizes, shape, sumUpCard(sizes, shape).total);
  });

  test('that is too small is told with what is needed, and with shapes of which one more would be too much', () => {
    const refused = () => assertCardRoom('large', sizes, shape, 20 * 2 ** 30);
    expect(refused).toThrow(DeviceUnavailable);
    expect(refused).toThrow(
      /"large" cannot run: expected 2\d\.\d GiB of a card's memory \(13\.1 GiB of weights, 7\.0 GiB for caches of 32 rows of 4096 positions, .* for scores, .* for sums, .* to work with\), found a memoryLimit of 20\.0 GiB\. With rows: \d+, or with contextLength: \d+ it fits\./,
    );
    expect(() => assertCardRoom('large', sizes, shape, 2 ** 30)).toThrow(
      'Not even one short row fits: raise memoryLimit, or take a smaller model.',
    );
    let told = 0;
    for (let seed = 0; seed < 100; seed++) {
      const draw = drawsOf(seed);
      const asked = { rows: 1 + draw(256), streams: 1, contextLength: 2 + draw(30_000) };
      const limit = sizes.cardWeights + 2 ** (28 + draw(8));
      const total = (change: Partial<CacheShape>) => sumUpCard(sizes, { ...asked, ...change }).total;
      if (total({}) <= limit) continue;
      const [, rows] =
        /rows: (\d+),/.exec(messageOf(() => assertCardRoom('large', sizes, asked, limit))) ?? [];
      if (rows === undefined) continue;
      told++;
      expect(total({ rows: Number(rows) })).toBeLessThanOrEqual(limit);
      expect(total({ rows: Number(rows) + 1 })).toBeGreaterThan(limit);
    }
    expect(told).toBeGreaterThan(20);
  });

  test('refuses a load before a graph is read', async () => {
    const { card } = await memoryNeeded(folder, { dtype: 'fp16', rows: 3 });
    for (const graph of graphNames) writeFile(folder, graphFile(graph, 'fp16'), 'not a graph');
    const device = cudaDevice({ deviceId: 0, memoryLimit: 100 * 2 ** 20 });
    const failure = loadOn(device, folder, 'm', { rows: 3 });
    await expect(failure).rejects.toThrow(DeviceUnavailable);
    await expect(failure).rejects.toThrow(/of a card's memory .* found a memoryLimit of 100\.0 MiB/);
    expect(card).toMatchObject({ rows: 3, caches: 3 * 32_768 });
    expect(card!.total).toBeGreaterThan(256 * 2 ** 20);
  });
});

test('of a folder without graphs for a card nothing is told', async () => {
  const other = writeFolder(microFiles());
  expect(await memoryNeeded(other)).not.toHaveProperty('card');
  rmSync(other, { recursive: true });
});

function messageOf(call: () => void): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
