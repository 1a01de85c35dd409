import { describe, expect, test } from 'vitest';
import { blinkExact, blinkScores, blinkTask } from './blink.ts';
import { blinkLmms } from './blink-lmms.ts';

const mark = (response: string) => blinkExact.mark(response, { answer: '(B)' });

describe('blink.exact', () => {
  test('the bracketed letter has to be the whole answer', () => {
    expect(mark('(B)')).toEqual({ value: 1, read: '(B)', rule: 'whole answer' });
    for (const response of ['B', '(B) the third image', ' (B)', '(b)']) expect(mark(response).value).toBe(0);
  });

  test('nothing and (Z) are unread', () => {
    for (const response of ['', '(Z)', '(Z) Failed']) expect(mark(response).read).toBeUndefined();
  });

  test('a task name may have underscores and hyphens', () => {
    expect(blinkTask('val_Multi-view_Reasoning_12')).toBe('Multi-view_Reasoning');
  });

  test('each task weighs the same', () => {
    const { macro } = blinkScores([
      { id: 'val_A_1', isCorrect: true },
      { id: 'val_B_1', isCorrect: false },
      { id: 'val_B_2', isCorrect: false },
    ]);
    expect(macro).toBe(0.5);
  });
});

describe('blink.lmms', () => {
  const read = (response: string) => blinkLmms.mark(response, { answer: '(B)' }).read;

  test('the first letter counts, of whatever word it is', () => {
    expect(blinkLmms.mark('( b) because', { answer: '(B)' })).toEqual({
      value: 1,
      read: 'B',
      rule: 'first letter',
    });
    expect(read('The answer is (B)')).toBe('T');
    expect(read('<s> B')).toBeUndefined();
  });
});
