import { describe, expect, it } from 'vitest';
import { ocrBenchLmms, ocrBenchOfficial } from './ocrbench.ts';
import { ocrBenchScore } from './ocrbench-score.ts';

const word = { dataset: 'IIIT5K', answers: ['Both Sides'] };
const formula = { dataset: 'HME100k', answers: ['x ^ { 2 }\n', 'x ^ 2'] };

describe('OCRBench', () => {
  it('finds an answer anywhere in the response, whatever the case', () => {
    expect(ocrBenchOfficial.mark('It says "BOTH\nSIDES".', word).value).toBe(1);
    expect(ocrBenchOfficial.mark('bothsides', word).value).toBe(0);
  });

  it('drops blanks from a formula and keeps its case', () => {
    expect(ocrBenchOfficial.mark('y = x^{2}', formula).value).toBe(1);
    expect(ocrBenchOfficial.mark('X^2', formula).value).toBe(0);
  });

  it('keeps tabs in a formula', () => {
    expect(ocrBenchOfficial.mark('x\t^2', formula).value).toBe(0);
  });

  it('finds an empty answer in everything', () => {
    expect(ocrBenchOfficial.mark('', { dataset: 'svt', answers: [' \n'] }).value).toBe(1);
  });

  it('folds full-width ASCII only in lmms-eval, and never in formulae', () => {
    expect(ocrBenchOfficial.mark('ｂｏｔｈ　ｓｉｄｅｓ', word).value).toBe(0);
    expect(ocrBenchLmms.mark('ｂｏｔｈ　ｓｉｄｅｓ', word).value).toBe(1);
    expect(ocrBenchLmms.mark('ｘ^2', formula).value).toBe(0);
  });

  it('folds no other compatibility characters', () => {
    expect(ocrBenchLmms.mark('②', { dataset: 'ORAND', answers: ['2'] }).value).toBe(0);
  });

  it('adds up ten types, six of them to text recognition', () => {
    const score = ocrBenchScore([
      { type: 'Regular Text Recognition', value: 1 },
      { type: 'Regular Text Recognition', value: 0 },
      { type: 'Doc-oriented VQA', value: 1 },
    ]);
    expect(score).toMatchObject({ final: 2, textRecognition: 1 });
    expect(score.byType['Regular Text Recognition']).toEqual({ right: 1, n: 2 });
    expect(score.byType['Digit String Recognition']).toEqual({ right: 0, n: 0 });
  });
});
