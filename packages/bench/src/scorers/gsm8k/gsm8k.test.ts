import { describe, expect, it } from 'vitest';
import { gsm8k, gsm8kA, gsm8kTarget } from './gsm8k.ts';

describe('GSM8K', () => {
  it('reads the number after ####, without its commas', () => {
    expect(gsm8k.mark('so 2 * 900 = 1800\n#### 1,800', { target: '1800' })).toEqual({
      value: 1,
      read: '1800',
      rule: '####',
    });
  });

  it('takes the first of two', () => {
    expect(gsm8k.mark('#### 1\n#### 2', { target: '2' }).value).toBe(0);
  });

  it('compares strings: a closing full stop is part of the number', () => {
    expect(gsm8k.mark('#### 18.', { target: '18' })).toMatchObject({ value: 0, read: '18.' });
  });

  it('wants exactly one blank after the marker', () => {
    expect(gsm8k.mark('####18', { target: '18' })).toEqual({ value: 0, read: undefined, rule: 'none' });
  });

  it('does not read digits of other scripts', () => {
    expect(gsm8k.mark('#### １８', { target: '18' }).read).toBeUndefined();
  });

  it('has a variant for published solutions, which say A:', () => {
    expect(gsm8kA.mark('A: -3', { target: '-3' })).toEqual({ value: 1, read: '-3', rule: 'A:' });
  });

  it('reads the target out of a question', () => {
    expect(gsm8kTarget('It takes 1 bolt.\n#### 1')).toBe('1');
  });
});
