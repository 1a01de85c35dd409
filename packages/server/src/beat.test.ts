import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { beat } from './beat.ts';

test('the first begins at once, those after it with its next step', async () => {
  const { join, strike } = beat();
  const order: string[] = [];
  await join();
  const others = ['second', 'third'].map((name) => join().then(() => order.push(name)));
  await Promise.resolve();
  order.push('step');
  strike();
  await Promise.all(others);
  expect(order).toEqual(['step', 'second', 'third']);
});

test('where no step comes, nobody waits for long', async () => {
  const { join } = beat();
  await join();
  const began = await Promise.race([join().then(() => 'began'), sleep(1000, 'waits')]);
  expect(began).toBe('began');
});

test('when all have fallen silent, the next begins at once', async () => {
  const { join } = beat();
  const fallSilent = await join();
  fallSilent();
  const began = await Promise.race([join().then(() => 'began'), sleep(1, 'waits')]);
  expect(began).toBe('began');
});
