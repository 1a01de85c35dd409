import { describe, expect, test } from 'vitest';
import { visuLogicLmms, visuLogicVlmEvalKit } from './visulogic.ts';

const kit = (response: string) => visuLogicVlmEvalKit.mark(response, { answer: 'B' });
const lmms = (response: string) => visuLogicLmms.mark(response, { answer: 'B' });

describe('visulogic.vlmevalkit', () => {
  test('the last box counts, its commands taken off', () => {
    expect(kit(String.raw`\boxed{A} or \boxed{\text{B}}`)).toEqual({ value: 1, read: 'B', rule: 'boxed' });
    expect(kit(String.raw`\boxed{$ B $} done`).rule).toBe('none');
    expect(kit(String.raw`\boxed{B }`).read).toBe('B');
  });

  test('a box with more than two characters is as good as none', () => {
    expect(kit(String.raw`\boxed{B or C}. The answer is C`)).toEqual({ value: 0, read: 'C', rule: 'phrase' });
  });

  test('an open box is none', () => {
    expect(kit(String.raw`\boxed{B`).read).toBeUndefined();
  });

  test('an option at the start or end counts in its exact form', () => {
    for (const response of ['so it is B.', 'so it is (B).', 'B\nbecause', '(B)\nbecause', '(B) B\nbecause']) {
      expect(kit(response).rule, response).toBe('start or end');
    }
    expect(kit('so it is B').read).toBeUndefined();
  });

  test('phrases narrow the answer down one after another', () => {
    expect(kit('Answer: the correct answer is b.').read).toBe('B');
    expect(kit('The answer is B\nAnswer: see above').read).toBeUndefined();
    expect(kit('The answer is B, surely').read).toBeUndefined();
  });

  test('the letter alone counts, blanks and end marks aside', () => {
    expect(kit(' B\n').read).toBe('B');
    expect(kit('B<|endoftext|>').read).toBe('B');
    expect(kit('b').read).toBeUndefined();
  });
});

describe('visulogic.lmms', () => {
  test('an answer tag wins over a box, a box over phrases, phrases over brackets', () => {
    expect(lmms(String.raw`<answer>(b)</answer> \boxed{C}`).rule).toBe('answer tag');
    expect(lmms(String.raw`\boxed{ B } answer: C`).rule).toBe('boxed');
    expect(lmms('Option C, no, the answer is (B)').rule).toBe('answer is');
    expect(lmms('(C) no, option B').rule).toBe('option');
    expect(lmms('(C), (B)')).toEqual({ value: 1, read: 'B', rule: 'bracketed letter' });
  });

  test('of several the last one counts', () => {
    expect(lmms('answer: A. Wait. Answer - B').read).toBe('B');
  });

  test('an article after "answer is" reads A, a longer word does not', () => {
    expect(lmms('the answer is a triangle').read).toBe('A');
    expect(lmms('the answer is below').read).toBeUndefined();
  });

  test('up to three characters may begin with the letter', () => {
    expect(lmms('b).').rule).toBe('first character');
    expect(lmms('B it').read).toBeUndefined();
    expect(lmms('').read).toBeUndefined();
  });
});
