import { describe, expect, test } from 'vitest';
import { type MathVistaProblem, mathVista, mathVistaPrereleaseInt } from './mathvista.ts';
import { mathVistaQuickExtract, mathVistaShortcut } from './shortcut.ts';

const choice: MathVistaProblem = {
  questionType: 'multi_choice',
  answerType: 'text',
  choices: ['145°', '150°', 'no'],
  answer: 'no',
};
const integer: MathVistaProblem = {
  questionType: 'free_form',
  answerType: 'integer',
  choices: [],
  answer: '5',
};
const float: MathVistaProblem = { ...integer, answerType: 'float', precision: 1, answer: '1.2' };
const chosen = (extraction: string) => mathVista.mark(extraction, choice);

describe('mathvista', () => {
  test('the first letter in brackets names the option, in either case', () => {
    expect(chosen('(b) or (C)')).toEqual({ value: 0, read: '150°', rule: 'option letter' });
  });

  test('a bare letter names it in capitals only', () => {
    expect(chosen(' C\n')).toEqual({ value: 1, read: 'no', rule: 'option letter' });
    expect(chosen('c').rule).toBe('nearest option');
  });

  test('otherwise the nearest option is taken, the first of several', () => {
    expect(chosen('155°')).toEqual({ value: 0, read: '145°', rule: 'nearest option' });
    expect(chosen('(F) 150°').read).toBe('no');
  });

  test('an empty answer picks the shortest option', () => {
    expect(chosen('').value).toBe(1);
  });

  test('an integer is cut towards zero, and before the release a point made it unreadable', () => {
    expect(mathVista.mark(' 5.9 ', integer)).toEqual({ value: 1, read: '5', rule: 'integer' });
    expect(mathVista.mark('-0.5', integer).read).toBe('0');
    expect(mathVistaPrereleaseInt.mark('5.0', integer)).toEqual({ value: 0, read: undefined, rule: 'none' });
    expect(mathVistaPrereleaseInt.mark('5', integer).value).toBe(1);
    expect(mathVista.mark('5 cm', integer).read).toBeUndefined();
    expect(mathVista.mark('inf', integer).read).toBeUndefined();
  });

  test('a float is rounded as Python rounds and compared as Python writes it', () => {
    expect(mathVista.mark('1.25', float)).toEqual({ value: 1, read: '1.2', rule: 'float' });
    expect(mathVista.mark('1', float).read).toBe('1.0');
    expect(mathVista.mark('nan', float).read).toBe('nan');
    expect(mathVista.mark('1.2', { ...float, precision: undefined }).read).toBeUndefined();
  });

  test('anything else has to be equal to the letter', () => {
    const list: MathVistaProblem = { ...integer, answerType: 'list', answer: '[1, 2]' };
    expect(mathVista.mark('[1, 2]', list).value).toBe(1);
    expect(mathVista.mark('[1,2]', list).value).toBe(0);
  });
});

describe('the shortcuts around extraction', () => {
  test('take options word for word and numbers of the kind that is due', () => {
    expect(mathVistaShortcut('150°', choice)).toBe('150°');
    expect(mathVistaShortcut('150', choice)).toBeUndefined();
    expect(mathVistaShortcut(' 1_0 ', integer)).toBe('10');
    expect(mathVistaShortcut('10.0', integer)).toBeUndefined();
    expect(mathVistaShortcut('10', float)).toBe('10.0');
    expect(mathVistaShortcut('', choice)).toBe('');
  });

  test('the quick ones also take a stated answer in quotes', () => {
    expect(mathVistaQuickExtract('So. The answer is "5".', integer)).toBe('5');
  });
});
