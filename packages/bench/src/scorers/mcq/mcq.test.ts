import { describe, expect, test } from 'vitest';
import { mcqLmms } from './lmms.ts';
import { mcqVlmEvalKit, mcqVlmEvalKitBefore1175 } from './vlmevalkit.ts';

const problem = { options: ['a red dog', 'a green cat', 'a blue bird', 'nothing'], answer: 'B' };
const lmms = (response: string) => mcqLmms.mark(response, problem);
const kit = (response: string) => mcqVlmEvalKit.mark(response, problem);
const oldKit = (response: string) => mcqVlmEvalKitBefore1175.mark(response, problem);

describe('mcq.lmms', () => {
  test('a letter at the start wins over everything later, and so does the article "A"', () => {
    expect(lmms('B. The answer is (C) indeed')).toEqual({ value: 1, read: 'B', rule: 'starts with letter' });
    expect(lmms('A cat is shown, so (B) it is').read).toBe('A');
  });

  test('a letter at the end comes next', () => {
    expect(lmms('The answer is (A), or not: B.').rule).toBe('ends with letter');
  });

  test('after a phrase the letter furthest back wins', () => {
    expect(lmms('the answer is (B) Dog').read).toBe('D');
  });

  test('forms are tried in order: bracket, full stop, colon, closing bracket, space, anywhere', () => {
    expect(lmms('see (B) then C. now').rule).toBe('bracketed letter');
    expect(lmms('see B. then C: now').rule).toBe('letter and full stop');
    expect(lmms('see B: then C) now').rule).toBe('letter and colon');
    expect(lmms('see B) then C now').rule).toBe('letter and bracket');
    expect(lmms('see DNA now').rule).toBe('letter and space');
    expect(lmms('see Bacteria').rule).toBe('letter anywhere');
  });

  test('nothing but small letters is unread', () => {
    expect(lmms('no idea')).toEqual({ value: 0, read: undefined, rule: 'none' });
  });
});

describe('mcq.vlmevalkit', () => {
  test('the only letter among the words counts if it first comes up among the last four', () => {
    expect(kit('I would say it is *B*').read).toBe('B');
    expect(kit('B is what I would say')).toEqual({ value: 0, read: undefined, rule: 'none' });
    expect(oldKit('B is what I would say').read).toBe('B');
  });

  test('two letters cancel each other', () => {
    expect(kit('B or C').read).toBeUndefined();
  });

  test('after "answer is" the first letter of any word counts', () => {
    expect(kit('The correct answer is **B**. It is not A or C.').rule).toBe('answer is');
    expect(kit('The answer is closest to the second.').read).toBe('C');
    expect(oldKit('The answer is closest to the second.').read).toBeUndefined();
  });

  test('the only option text counts in a short answer', () => {
    expect(kit('It shows a green cat')).toEqual({ value: 1, read: 'B', rule: 'option text' });
    const long = `It shows a green cat${' and grass'.repeat(8)}`;
    expect(kit(long).read).toBeUndefined();
    expect(oldKit(long).read).toBe('B');
  });

  test('refusals and a lone Z read as Z, which is never right', () => {
    expect(kit('Cannot determine the answer: B')).toEqual({ value: 0, read: 'Z', rule: 'refusal' });
    expect(kit('Z').read).toBe('Z');
    expect(kit('B, not Z').read).toBe('B');
  });

  test('a failed call is no answer, unless its text names an option', () => {
    expect(kit('Failed to obtain answer via API. B').read).toBeUndefined();
    expect(oldKit('Failed to obtain answer via API for nothing').read).toBe('D');
  });
});
