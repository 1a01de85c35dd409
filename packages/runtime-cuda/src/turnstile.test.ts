import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { turnstile } from './turnstile.ts';

test('tasks run one at a time, in the order they came', async () => {
  const turns = turnstile();
  const log: string[] = [];
  const task = (name: string) => async () => {
    log.push(`${name} in`);
    await sleep(1);
    log.push(`${name} out`);
    return name;
  };
  expect(await Promise.all(['a', 'b', 'c'].map((name) => turns.pass(task(name))))).toEqual(['a', 'b', 'c']);
  expect(log).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
});

test('a task that fails does not hold up the next', async () => {
  const turns = turnstile();
  const failing = turns.pass(async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await turns.pass(async () => 1)).toBe(1);
});

test('an abort rejects at once before the task runs, and after its end when it does', async () => {
  const turns = turnstile();
  const reason = new Error('enough');
  let ran = 0;
  const task = async () => {
    await sleep(5);
    ran++;
  };
  await expect(turns.pass(task, AbortSignal.abort(reason))).rejects.toBe(reason);

  const [running, waiting] = [new AbortController(), new AbortController()];
  const first = turns.pass(task, running.signal).catch((error: unknown) => [error, ran]);
  const second = turns.pass(task, waiting.signal).catch((error: unknown) => [error, ran]);
  await sleep(1);
  running.abort(reason);
  waiting.abort(reason);
  expect(await second).toEqual([reason, 0]);
  expect(await first).toEqual([reason, 1]);
  await turns.pass(async () => {});
  expect(ran).toBe(1);
});
