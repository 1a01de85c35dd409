import { describe, expect, test } from 'vitest';
import { mme, mmeAccuracy, mmeScores, mmeTaskScore } from './mme.ts';

const read = (response: string) => mme.mark(response, { answer: 'yes' }).read;

describe('mme', () => {
  test('the first four characters decide, yes before no', () => {
    expect(read('Yes, it is')).toBe('yes');
    expect(read(' yes')).toBe('yes');
    expect(read('  yes')).toBeUndefined();
    expect(read('The answer is yes')).toBeUndefined();
  });

  test('whatever has "no" in front is a no', () => {
    for (const response of ['Not at all', 'None', 'I no', 'Know'])
      expect(read(response), response).toBe('no');
  });

  test('a picture counts for accuracy+ only with both questions right', () => {
    expect(mmeAccuracy([true, true, true, false])).toEqual({ accuracy: 0.75, accuracyPlus: 0.5 });
    expect(mmeTaskScore({ accuracy: 0.75, accuracyPlus: 0.5 })).toBe(125);
  });

  test('an odd question out is refused', () => {
    expect(() => mmeAccuracy([true])).toThrow(RangeError);
  });

  test('tasks add up to perception and cognition', () => {
    expect(mmeScores({ existence: 190, OCR: 100, code_reasoning: 50 })).toEqual({
      perception: 290,
      cognition: 50,
      total: 340,
    });
  });
});
