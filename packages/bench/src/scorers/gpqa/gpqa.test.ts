import { expect, test } from 'vitest';
import { gpqaSkyThought } from './gpqa.ts';

const mark = (response: string) => gpqaSkyThought.mark(response, { answer: 'B' });

test('the last letter that stands alone counts, in either case', () => {
  expect(mark('Not A. \\boxed{B}')).toEqual({ value: 1, read: 'B', rule: 'last letter' });
  expect(mark('it is (b)').value).toBe(1);
});

test('an article is a letter', () => {
  expect(mark('(B), which is a protein')).toEqual({ value: 0, read: 'A', rule: 'last letter' });
});

test('without a letter the whole answer is wrong, and an empty one unread', () => {
  expect(mark('the protein.')).toEqual({ value: 0, read: 'the protein', rule: 'whole answer' });
  expect(mark('').read).toBeUndefined();
});
