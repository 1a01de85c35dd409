import { describe, expect, it } from 'vitest';
import { chartQaRelaxed, chartQaScore } from './chartqa.ts';

const right = (response: string, answer: string) => chartQaRelaxed.mark(response, { answer }).value === 1;

describe('ChartQA', () => {
  it('lets a number be 5 % off, the bound included', () => {
    expect(right('105', '100')).toBe(true);
    expect(right('106', '100')).toBe(false);
    expect(right('-95', '-100')).toBe(true);
  });

  it('takes one year for another', () => {
    expect(right('1950', '2018')).toBe(true);
  });

  it('divides by 100 what ends in %, once however many there are', () => {
    expect(right('47%', '47')).toBe(false);
    expect(right('47%', '0.47')).toBe(true);
    expect(right('47%%', '0.47')).toBe(true);
  });

  it('compares a target of 0 as text', () => {
    expect(right('0', '0')).toBe(true);
    expect(right('0.0', '0')).toBe(false);
  });

  it('understands neither thousands commas nor dollars', () => {
    expect(right('2,018', '2018')).toBe(false);
    expect(right('$5', '5')).toBe(false);
  });

  it('compares text but for case, blanks included', () => {
    expect(right('Yes', 'yes')).toBe(true);
    expect(right('Yes ', 'yes')).toBe(false);
  });

  it('never accepts nan, nor infinity for infinity', () => {
    expect(right('nan', 'nan')).toBe(false);
    expect(right('inf', 'inf')).toBe(false);
  });

  it('has two headlines', () => {
    const score = chartQaScore([
      { split: 'human', value: 1 },
      { split: 'augmented', value: 1 },
      { split: 'augmented', value: 0 },
    ]);
    expect(score).toEqual({ human: 1, augmented: 0.5, overall: 2 / 3, meanOfSplits: 0.75 });
  });
});
