import { expect, test } from 'vitest';
import { neighboursOf } from './neighbours.ts';

const list = ['a', 'b', 'c'].map((question) => ({ question }));

test('next and previous undo each other', () => {
  for (const { question } of list) {
    const { next, previous } = neighboursOf(list, question);
    if (next) expect(neighboursOf(list, next).previous).toBe(question);
    if (previous) expect(neighboursOf(list, previous).next).toBe(question);
  }
});

test('the ends of the list have one neighbour', () => {
  expect(neighboursOf(list, 'a')).toEqual({ place: 1, total: 3, previous: undefined, next: 'b' });
  expect(neighboursOf(list, 'c')).toEqual({ place: 3, total: 3, previous: 'b', next: undefined });
});

test('from outside the list one comes to its first question', () => {
  expect(neighboursOf(list, 'x')).toEqual({ place: undefined, total: 3, previous: undefined, next: 'a' });
  expect(neighboursOf([], 'x').next).toBeUndefined();
});
