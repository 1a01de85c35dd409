import { describe, expect, test } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { type BlindTestProblem, blindTest, blindTestLmms } from './blindtest.ts';

type Kind = BlindTestProblem['kind'];
const ours = (response: string, kind: Kind) => blindTest.mark(response, { kind, answer: '3' }).read;
const lmms = (response: string, kind: Kind) => blindTestLmms.mark(response, { kind, answer: '3' }).read;

describe('blindtest', () => {
  test('the last number in curly brackets counts', () => {
    expect(ours('The 2 lines meet {1} or rather { 03 } times', 'number')).toBe('3');
    expect(blindTest.mark('{3}', { kind: 'number', answer: '3' })).toEqual({
      value: 1,
      read: '3',
      rule: 'curly brackets',
    });
  });

  test('without brackets only a lone number does', () => {
    expect(ours('There are 3.', 'number')).toBe('3');
    expect(ours('There are 3 of 4.', 'number')).toBeUndefined();
  });

  test('rows and columns are read by name or as two bracketed numbers', () => {
    expect(ours('So rows={5} columns={6}', 'rows and columns')).toBe('5,6');
    expect(ours('Rows = 5, Columns = 6', 'rows and columns')).toBe('5,6');
    expect(ours('{5} by {6}', 'rows and columns')).toBe('5,6');
    expect(ours('{5}', 'rows and columns')).toBeUndefined();
  });

  test('a letter is read in brackets or alone', () => {
    expect(ours('It is {B}', 'letter')).toBe('b');
    expect(ours('B', 'letter')).toBe('b');
    expect(ours('It is B', 'letter')).toBeUndefined();
  });

  test('yes or no is read as a word', () => {
    expect(ours('Yes, they touch.', 'yes or no')).toBe('yes');
    expect(ours('They touch.', 'yes or no')).toBeUndefined();
  });
});

describe('blindtest.lmms', () => {
  test('the first number and the first letter count, brackets or not', () => {
    expect(lmms('The 2 lines meet {1}', 'number')).toBe('2');
    expect(lmms('It is {b}', 'letter')).toBe('i');
  });

  test('yes and no have to be the whole answer', () => {
    expect(lmms(' Yes\n', 'yes or no')).toBe('yes');
    expect(lmms('Yes.', 'yes or no')).toBeUndefined();
  });

  test('rows and columns come in three forms, tried in turn', () => {
    expect(lmms('(1, 2), so {3} {4}', 'rows and columns')).toBe('3,4');
    expect(lmms('(1, 2)', 'rows and columns')).toBe('1,2');
    expect(lmms('rows={5} columns={6}', 'rows and columns')).toBe('5,6');
    expect(lmms('rows={5}, columns={6}', 'rows and columns')).toBeUndefined();
  });
});

describeConformance('questions_with_images', (data) => {
  test('every answer to BlindTest, said as its question asks, is right', () => {
    const rows = data.lines<{ readonly answer: string; readonly id: string }>('blindtest/questions.jsonl');
    const wrong = rows.filter(({ answer }) => {
      const kind = kindOf(answer);
      const problem: BlindTestProblem = {
        kind,
        answer: answer
          .toLowerCase()
          .match(/\d+|yes|no/g)!
          .join(','),
      };
      const response = kind === 'number' ? `{${answer}}` : answer;
      return [blindTest, blindTestLmms].some((scorer) => scorer.mark(response, problem).value !== 1);
    });
    console.info(
      `blindtest: ${rows.length - wrong.length} of ${rows.length} answers; there are no published texts`,
    );
    expect(wrong).toEqual([]);
  });
});

function kindOf(answer: string): Kind {
  if (/^\d+$/.test(answer)) return 'number';
  return answer.startsWith('rows') ? 'rows and columns' : 'yes or no';
}
