import { DeviceUnavailable } from '@vr/core';
import { describe, expect, test } from 'vitest';
import { claimMemory, memoryLeft } from './claim-memory.ts';
import { fits, largestPiece, type ModelSizes, shapesThatFit, sumUp } from './memory-needed.ts';
import { drawsOf } from './testing/draws.ts';

const sizes: ModelSizes = {
  layers: 4,
  keyHeads: 2,
  headSize: 32,
  hiddenSize: 160,
  logitsSize: 500,
  imageSize: 64,
  patchSize: 8,
  cacheType: 'float32',
  weights: 7_000_000,
};
const shape = { rows: 64, streams: 2, contextLength: 640 };

test('a cache is keys and values of every layer, row and position', () => {
  const { caches, cachePerRow, weights, scores, images, total } = sumUp(sizes, shape);
  expect(cachePerRow).toBe(2 * 4 * 4 * 2 * 32 * 640);
  expect(caches).toBe(64 * cachePerRow);
  expect(total).toBe(weights + caches + scores + images);
  expect(sumUp({ ...sizes, cacheType: 'float16' }, shape).caches).toBe(caches / 2);
});

describe('what is said to fit', () => {
  const drawn = Array.from({ length: 200 }, (_, seed) => {
    const draw = drawsOf(seed);
    const one = {
      ...{ ...sizes, layers: 1 + draw(40), keyHeads: 1 + draw(8), headSize: 16 << draw(4) },
      ...{ hiddenSize: 16 << draw(8), logitsSize: 300 << draw(10), weights: draw(1e9) },
    };
    const rows = 1 + draw(256);
    return {
      one,
      asked: { rows, streams: 1 + draw(Math.min(2, rows)), contextLength: 2 + draw(40_000) },
      free: 2 ** (24 + draw(14)),
    };
  });

  test('fits, and one row or position more does not', () => {
    let counted = 0;
    for (const { one, asked, free } of drawn) {
      if (fits(one, asked, free)) continue;
      for (const change of shapesThatFit(one, asked, free)) {
        const within = (more: Partial<typeof asked>) => {
          const next = { ...asked, ...change, ...more };
          return fits(one, { ...next, streams: Math.min(next.streams, next.rows) }, free);
        };
        counted++;
        expect(within({})).toBe(true);
        if (change.contextLength !== undefined)
          expect(within({ contextLength: change.contextLength + 1 })).toBe(false);
        else expect(within({ rows: change.rows! + 1 })).toBe(false);
      }
    }
    expect(counted).toBeGreaterThan(50);
  });

  test('never has a piece that Node cannot show', () => {
    const wide = { ...sizes, logitsSize: 151_936 };
    const many = { rows: 8192, streams: 1, contextLength: 2 };
    expect(fits(wide, many, Number.MAX_SAFE_INTEGER)).toBe(4 * 151_936 * 8192 <= largestPiece);
  });
});

describe('a claim', () => {
  test('that does not fit says how much is needed, how much there is, and what would fit', () => {
    const claim = () => claimMemory('large', sizes, shape, 100 * 2 ** 20);
    expect(claim).toThrow(DeviceUnavailable);
    expect(claim).toThrow(
      /"large" cannot run: expected \d+\.\d MiB of memory or more \(6\.7 MiB of weights, 80\.0 MiB for caches of 64 rows of 640 positions, .*\), found 100\.0 MiB free\. With rows: \d+, or with contextLength: \d+ it fits\./,
    );
    expect(() => claimMemory('large', sizes, shape, 2 ** 20)).toThrow(/Not even one short row fits/);
  });

  test('counts against the next, until it is given back', () => {
    const rss = process.memoryUsage.rss();
    const weights = rss + 2 ** 29;
    const before = memoryLeft();
    const giveBack = claimMemory('large', { ...sizes, weights }, shape, Number.MAX_SAFE_INTEGER);
    expect(before - memoryLeft()).toBeGreaterThan(2 ** 28);
    giveBack();
    giveBack();
    expect(Math.abs(before - memoryLeft())).toBeLessThan(2 ** 28);
  });
});
