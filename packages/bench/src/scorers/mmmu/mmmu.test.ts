import { describe, expect, test } from 'vitest';
import { mmmu } from './mmmu.ts';
import { mmmuPro, mmmuProOverall } from './mmmu-pro.ts';
import { officialRandom } from './official-random.ts';

const options = ['red paint', 'green paint', 'blue paint', 'no paint'];
const readPro = (response: string) => mmmuPro.mark(response, { options, answer: 'B' }).read;
const readVal = (response: string) => mmmu.mark(response, { options, answer: 'B' }).read;
const open = (response: string, ...answer: string[]) => mmmu.mark(response, { options: [], answer }).value;

describe('mmmu-pro', () => {
  test('the last answer line decides, brackets or not', () => {
    expect(readPro('Answer: A\nNo wait.\nAnswer: **(B)**')).toBe('B');
    expect(mmmuPro.mark('Answer: B', { options, answer: 'B' })).toEqual({
      value: 1,
      read: 'B',
      rule: 'answer line',
    });
  });

  test('any capital after "Answer:" counts, so two of them send it on to the next rule', () => {
    expect(readPro('Answer: C, Deep blue (A)')).toBe('A');
    expect(readPro('Answer: Bacteria')).toBe('B');
  });

  test('letters beyond the options are no letters', () => {
    expect(readPro('Answer: B, Example')).toBe('B');
  });

  test('the last bracketed letter wins over letters without brackets', () => {
    expect(readPro('Perhaps (A), rather (C), not D ')).toBe('C');
  });

  test('a letter before a space is found at the end of a word, but one standing alone is preferred', () => {
    expect(readPro('it is DNA only')).toBe('A');
    expect(readPro('from B to DNA only')).toBe('B');
  });

  test('several letters none of which stands alone leave the first one', () => {
    expect(readPro('either DNA. or CAB. ok')).toBe('A');
  });

  test('an option text is looked for only in more than five words', () => {
    expect(readPro('it shows blue paint')).toBeUndefined();
    expect(readPro('red paint? it clearly shows Blue Paint here')).toBe('C');
  });

  test('what cannot be read stays unread, and only the variant for comparison guesses', () => {
    const unread = { value: 0, read: undefined, rule: 'none' };
    expect(mmmuPro.mark('', { options, answer: 'A' })).toEqual(unread);
    const guessing = officialRandom(mmmuPro, 42);
    expect(guessing.name).toBe('mmmu-pro.official-random');
    expect(guessing.version).toBe('bb0b95a+seed42');
    expect(guessing.mark('', { options, answer: 'A' })).toEqual({ value: 1, read: 'A', rule: 'guess' });
  });

  test('the total is the mean of two settings', () => {
    expect(mmmuProOverall({ standard10: 0.5, vision: 0.25 })).toBe(0.375);
  });
});

describe('mmmu', () => {
  test('a letter counts in brackets or standing alone, and not before a full stop or bracket', () => {
    expect(readVal('B.')).toBe('B');
    expect(readVal('(A) or (B)')).toBe('B');
    expect(readVal('it is C here')).toBe('C');
    expect(readVal('B. green')).toBeUndefined();
    expect(readVal('B) green')).toBeUndefined();
  });

  test('an open answer is what follows the last key phrase of a line', () => {
    expect(open('The answer is 12.5 kg.', '12.50')).toBe(1);
    expect(open('12.5 was given. so it is 13', '12.5')).toBe(0);
    expect(open('x = 5\ny = 7', '7')).toBe(1);
  });

  test('an equals sign counts in the last line only', () => {
    expect(open('so x\ny = 5', '5')).toBe(1);
    expect(open('y = 5\nso x', '5')).toBe(0);
  });

  test('sentences are not split, because the text is in lower case by then', () => {
    expect(open('It is 5. Then it is 7', '5')).toBe(0);
  });

  test('numbers compare at two digits, thousands separators and exponents included', () => {
    expect(open('about 3.14159', '3.14')).toBe(1);
    expect(open('about 1,234,567 in all', '1234567')).toBe(1);
    expect(open('about 1.5e3 in all', '1500')).toBe(1);
  });

  test('an accepted text may stand inside the answer, a single letter only beside a space', () => {
    expect(open('the Florida coast', 'Tampa', 'Florida')).toBe(1);
    expect(open('step b', 'B')).toBe(1);
    expect(open('club', 'B')).toBe(0);
  });

  test('an empty open answer is unread', () => {
    expect(mmmu.mark(' . ', { options: [], answer: '1' }).read).toBeUndefined();
  });
});
