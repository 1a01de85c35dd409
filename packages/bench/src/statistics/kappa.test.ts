import { expect, test } from 'vitest';
import { agreementOf } from './kappa.ts';

const table = (cells: readonly (readonly [string, string, number])[]) => {
  const pairs = cells.flatMap(([one, other, times]) => Array(times).fill([one, other]));
  return [pairs.map(([one]) => one), pairs.map(([, other]) => other)] as const;
};

test('20 and 15 in common, 5 and 10 not, make 0.4', () => {
  const [one, other] = table([
    ['yes', 'yes', 20],
    ['yes', 'no', 5],
    ['no', 'yes', 10],
    ['no', 'no', 15],
  ]);
  const { n, observed, kappa } = agreementOf(one, other, 0);
  expect([n, observed]).toEqual([50, 0.7]);
  expect(kappa!.value).toBeCloseTo(0.4, 12);
  expect(kappa!.low).toBeGreaterThan(0.1);
  expect(kappa!.high).toBeLessThan(0.7);
  const swapped = agreementOf(other, one, 0);
  expect(swapped.kappa!.value).toBeCloseTo(kappa!.value, 12);
});

test('the same labels are 1, labels at random 0, and one label throughout is nothing to agree on', () => {
  const [labels] = table([
    ['a', '', 30],
    ['b', '', 20],
    ['c', '', 10],
  ]);
  expect(agreementOf(labels, labels, 0).kappa).toEqual({ value: 1, low: 1, high: 1 });
  const [one, other] = table([
    ['a', 'a', 16],
    ['a', 'b', 16],
    ['b', 'a', 16],
    ['b', 'b', 16],
  ]);
  expect(agreementOf(one, other, 0).kappa!.value).toBeCloseTo(0, 12);
  expect(agreementOf(['a', 'a'], ['a', 'a'], 0)).toEqual({ n: 2, observed: 1, kappa: undefined });
});
