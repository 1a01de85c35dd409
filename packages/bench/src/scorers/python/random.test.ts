import { expect, test } from 'vitest';
import { pythonRandom } from './random.ts';

test('the choices are those of Python with the same seed', () => {
  const random = pythonRandom(42);
  const choices = Array.from({ length: 12 }, () => random.choice([...'ABCDEFGHIJ']));
  expect(choices.join('')).toBe('BAEDDCBIBJGA');
});

test('they still are after the state has been renewed', () => {
  const random = pythonRandom(0);
  const choices = Array.from({ length: 2000 }, () => random.choice([...'ABCD']));
  expect(choices.slice(-12).join('')).toBe('DAABACABBBCC');
});
