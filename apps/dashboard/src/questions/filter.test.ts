import { expect, test } from 'vitest';
import { readFilter } from './filter.ts';

test('a filter that was written is read again', () => {
  const filter = {
    suite: 'math',
    kind: 'bars',
    text: 'red',
    a: 'large-base',
    b: 'proxy-thinker?alpha=0.5',
    outcome: 'b-only',
    order: 'a-tokens',
    descending: true,
    page: 3,
  } as const;
  expect(readFilter(filter)).toEqual(filter);
});

test('what is not understood is left out', () => {
  expect(
    readFilter({ suite: 'chess', outcome: 1, order: {}, descending: 'yes', page: -1, text: '', more: 1 }),
  ).toEqual({});
});

test('a number looked for is a text', () => {
  expect(readFilter({ text: 42 })).toEqual({ text: '42' });
});
