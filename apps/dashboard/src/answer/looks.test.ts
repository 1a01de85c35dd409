import { expect, test } from 'vitest';
import { lookedAgain } from './looks.ts';

test.each([
  ['asked for resize', 1, 'Looked again in full because it asked for the larger picture.'],
  [
    'need 0.31, threshold 0.2',
    1,
    'Looked again in full because its odds were poor: need 0.31, threshold 0.2.',
  ],
  ['no answer', 0.75, 'Looked again at 0.75 of its sides because it had no answer.'],
])('%s: said in words', (because, scale, words) => {
  expect(lookedAgain({ because, scale })).toBe(words);
});
