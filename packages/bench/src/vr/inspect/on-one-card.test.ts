import type { CardMemory } from '@vr/runtime-cuda';
import { expect, test } from 'vitest';
import { onOneCard } from './on-one-card.ts';

const model = (total: number | undefined) => {
  return { memory: total === undefined ? {} : { card: { total } as CardMemory } };
};

test('models on one card need what they need together, if all can run there', () => {
  expect(onOneCard([model(3 * 2 ** 30), model(2 ** 30), model(2 ** 29)])).toEqual([
    'On one card they need 4.5 GiB: 3.0 GiB + 1.0 GiB + 512.0 MiB, by arithmetic.',
  ]);
  expect(onOneCard([model(1), model(undefined)])).toEqual([]);
});
