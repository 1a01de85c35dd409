import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inLanes } from './lanes.ts';

test('works on everything once, with no more at a time than there are lanes', async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await inLanes(new Array(20).keys(), 3, async (item) => {
    most = Math.max(most, ++running);
    await sleep(item % 3);
    seen.push(item);
    running--;
  });
  expect(seen.toSorted((a, b) => a - b)).toEqual([...new Array(20).keys()]);
  expect(most).toBe(3);
});

test('after a failure starts nothing new, and waits for what is under way', async () => {
  const finished: number[] = [];
  const work = inLanes(new Array(20).keys(), 2, async (item) => {
    if (item === 1) throw new Error('one');
    await sleep(5);
    finished.push(item);
  });
  await expect(work).rejects.toThrow('one');
  expect(finished).toEqual([0]);
});
