import { describe, expect, test } from 'vitest';
import type { YesNo } from '../yes-no.ts';
import { popeLlava, popeLmms, popeMeanF1, popeScores, popeScoresLmms, popeVlmEvalKit } from './pope.ts';

const llava = (response: string) => popeLlava.mark(response, { answer: 'no' }).read;
const lmms = (response: string) => popeLmms.mark(response, { answer: 'no' }).read;
const kit = (response: string) => popeVlmEvalKit.mark(response, { answer: 'no' }).read;

describe('pope.llava', () => {
  test('No, no and not are no, as words of the first sentence', () => {
    expect(llava('No, there is none')).toBe('no');
    expect(llava('There is not a dog.')).toBe('no');
    expect(llava('There is a dog. No cat.')).toBe('yes');
  });

  test('everything else is yes', () => {
    for (const response of ['', 'NO', 'no!', 'nothing', 'No\n', 'I cannot say']) {
      expect(llava(response), response).toBe('yes');
    }
  });
});

describe('pope.lmms', () => {
  test('the whole answer counts, whatever its case and blanks', () => {
    expect(lmms(' NO\n')).toBe('no');
    expect(lmms('no.')).toBeUndefined();
  });
});

describe('pope.vlmevalkit', () => {
  test('one of the words without the other counts', () => {
    expect(kit('No, there is none.')).toBe('no');
    expect(kit('yes or no')).toBeUndefined();
    expect(kit('I cannot say')).toBeUndefined();
  });

  test('a punctuation mark parts words, unless a blank beside it or a thousand makes all of them vanish', () => {
    expect(kit('dog/no')).toBe('no');
    expect(kit('dog/no / cat')).toBeUndefined();
    expect(kit('dog/no of 1,000')).toBeUndefined();
  });
});

describe('the scores', () => {
  const result = (answer: YesNo, read?: YesNo) => ({ answer, read });
  const results = [
    result('yes', 'yes'),
    result('yes'),
    result('no'),
    result('no', 'no'),
    result('no', 'yes'),
  ];

  test('count an unread yes as missed, and every unread answer as wrong', () => {
    expect(popeScores(results)).toMatchObject({ accuracy: 0.4, precision: 0.5, recall: 0.5, yesRatio: 0.4 });
  });

  test('of lmms-eval leave the unread yes out of the recall, and count the gold for the yes ratio', () => {
    expect(popeScoresLmms(results)).toMatchObject({ accuracy: 0.4, recall: 1, yesRatio: 0.4 });
    expect(popeScoresLmms([result('yes', 'no')]).yesRatio).toBe(1);
  });

  test('are 0 where there is nothing to divide by', () => {
    expect(popeScores([result('no', 'no')])).toMatchObject({ accuracy: 1, precision: 0, recall: 0, f1: 0 });
  });

  test('have a mean over samplings', () => {
    expect(popeMeanF1([{ f1: 0.5 }, { f1: 1 }])).toBe(0.75);
  });
});
