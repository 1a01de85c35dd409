import { expect, test } from 'vitest';
import { seededRandom } from '../suites/random.ts';
import { drawBinomial } from './binomial.ts';

const draws = 20_000;

/** P(X = k), by logarithms. */
function chances(n: number, p: number): number[] {
  const logs = [n * Math.log(1 - p)];
  for (let k = 1; k <= n; k++) logs.push(logs[k - 1]! + Math.log((n - k + 1) / k) + Math.log(p / (1 - p)));
  return logs.map(Math.exp);
}

test.each([
  [1, 0.5],
  [7, 0.3],
  [60, 0.1],
  [100, 0.3],
  [1000, 0.02],
  [1000, 0.5],
  [300, 0.93],
])('heads of %i tosses at %d fall as the binomial distribution says', (n, p) => {
  const random = seededRandom(n);
  const counts = Array(n + 1).fill(0);
  for (let i = 0; i < draws; i++) counts[drawBinomial(n, p, random)]++;
  const likely = chances(n, p)
    .map((chance, k) => ({ expected: chance * draws, found: counts[k] }))
    .filter(({ expected }) => expected >= 5);
  const chiSquared = likely.reduce((sum, { expected, found }) => sum + (found - expected) ** 2 / expected, 0);
  const freedom = Math.max(1, likely.length - 1);
  expect(chiSquared).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
});

test('no tosses and coins with one face need no luck', () => {
  const random = seededRandom(0);
  expect([drawBinomial(0, 0.5, random), drawBinomial(9, 0, random), drawBinomial(9, 1, random)]).toEqual([
    0, 0, 9,
  ]);
});
