import { describe, expect, it } from 'vitest';
import { evalAiAnswer } from './evalai-answer.ts';
import { vqaSoft } from './vqa-soft.ts';

const people = (answer: string, times: number) => [
  ...Array<string>(times).fill(answer),
  ...Array.from({ length: 10 - times }, (_, i) => `other ${i}`),
];

describe('VQA accuracy', () => {
  it.each([
    [0, 0],
    [1, 0.3],
    [2, 0.6],
    [3, 0.9],
    [4, 1],
    [10, 1],
  ])('%i of ten people with the same answer earn %f', (times, value) => {
    expect(vqaSoft.mark('nokia', { answers: people('Nokia', times) }).value).toBe(value);
  });
});

describe('An answer as EvalAI sees it', () => {
  it('says numbers up to ten in digits, and none is 0', () => {
    expect(evalAiAnswer('None, zero or Ten')).toBe('0 0 or 10');
    expect(evalAiAnswer('eleven')).toBe('eleven');
  });

  it('drops articles', () => {
    expect(evalAiAnswer('The end of a road')).toBe('end of road');
  });

  it('turns punctuation into a blank, or drops it everywhere if a blank is beside it anywhere', () => {
    expect(evalAiAnswer('a-b/c')).toBe('b c');
    expect(evalAiAnswer('x-y - z')).toBe('xy z');
  });

  it('drops commas in numbers and keeps their points', () => {
    expect(evalAiAnswer('1,000.50')).toBe('1000.50');
  });

  it('drops a full stop unless a digit follows, even after a digit', () => {
    expect(evalAiAnswer('3. ave. .5')).toBe('3 ave .5');
  });

  it('looks at the first 32 full stops only', () => {
    expect(evalAiAnswer('.'.repeat(33))).toBe('.');
  });

  it('parts the possessive from its word', () => {
    expect(evalAiAnswer("Macy's")).toBe("macy 's");
  });

  it('gives contractions one lost apostrophe back, and takes it from somebody’d', () => {
    expect(evalAiAnswer("dont wouldnt've wouldn'tve oclock")).toBe("don't wouldn't've wouldn't've o'clock");
    expect(evalAiAnswer("somebody'd")).toBe('somebodyd');
    expect(evalAiAnswer('Im')).toBe('im');
  });

  it('knows digits of other scripts after a full stop', () => {
    expect(evalAiAnswer('.５ .x')).toBe('.５ x');
  });
});
