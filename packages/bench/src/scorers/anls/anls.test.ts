import { describe, expect, it } from 'vitest';
import { anlsLmms, anlsPaper } from './anls.ts';

const lmms = (response: string, ...answers: string[]) => anlsLmms.mark(response, { answers }).value;
const paper = (response: string, ...answers: string[]) => anlsPaper.mark(response, { answers }).value;

describe('ANLS', () => {
  it('is 1 for the same words in other case and spacing', () => {
    expect(lmms(' San\n  Diego ', 'san diego')).toBe(1);
    expect(paper(' San\n  Diego ', 'san diego')).toBe(1);
  });

  it('takes the best of the accepted answers', () => {
    expect(lmms('1975', 'nothing like it', '1976')).toBe(0.75);
  });

  it('is 0 below half right', () => {
    expect(lmms('abxxx', 'abcde')).toBe(0);
  });

  it('keeps exactly half right in lmms-eval, where the paper says 0', () => {
    expect(lmms('20', '70')).toBe(0.5);
    expect(paper('20', '70')).toBe(0);
  });

  it('divides by the length before blanks were squeezed in lmms-eval, after in the paper', () => {
    expect(lmms('abcd  efgx', 'abcd  efgh')).toBe(1 - 1 / 10);
    expect(paper('abcd  efgx', 'abcd  efgh')).toBe(1 - 1 / 9);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(lmms('😀😀', '😀😁')).toBe(0.5);
  });

  it('is 1 when answer and response are both empty', () => {
    expect(lmms('', '')).toBe(1);
  });
});
