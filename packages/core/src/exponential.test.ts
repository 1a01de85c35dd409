import { expect, test } from 'vitest';
import { exponential } from './exponential.ts';

test('it is the exponential to one part in 10⁸, and 1 at 0', () => {
  for (let d = 0; d >= -40; d -= 0.0007) {
    const error = exponential(d) / Math.exp(d) - 1;
    if (!(Math.abs(error) < 1e-8)) expect.fail(`At ${d} it is off by ${error}.`);
  }
  expect(exponential(0)).toBe(1);
  expect(exponential(-0)).toBe(1);
  expect(exponential(-40)).toBeGreaterThan(0);
});

test('far below it is 0, and of no number it is no number', () => {
  expect(exponential(-40.001)).toBe(0);
  expect(exponential(-Infinity)).toBe(0);
  expect(exponential(Number.NaN)).toBeNaN();
});
