import { describe, expect, test } from 'vitest';
import { floatText, parseFloatLiteral } from './float.ts';
import { parseInteger, truncate } from './integer.ts';
import { roundToDigits, roundToInteger } from './round.ts';

describe('numbers as Python handles them', () => {
  test('float() takes underscores between digits, any decimal digits, nan and infinity', () => {
    expect(parseFloatLiteral('1_0.0_1')).toBe(10.01);
    expect(parseFloatLiteral('1_.0')).toBeUndefined();
    expect(parseFloatLiteral('𝟗٣')).toBe(93);
    expect(parseFloatLiteral(' NaN ')).toBeNaN();
    expect(parseFloatLiteral('-Infinity')).toBe(Number.NEGATIVE_INFINITY);
  });

  test('float() takes neither nothing, nor hexadecimals, nor units', () => {
    for (const text of ['', ' ', '0x10', '5%', '1,000', '½', '³', '+-1', '.', '1e']) {
      expect(parseFloatLiteral(text), text).toBeUndefined();
    }
  });

  test('int() takes no point and no exponent', () => {
    expect(parseInteger(' -1_0\n')).toBe(-10n);
    expect(parseInteger('007')).toBe(7n);
    expect(parseInteger('1.0')).toBeUndefined();
    expect(parseInteger('1e3')).toBeUndefined();
  });

  test('int() refuses more than 4,300 digits', () => {
    expect(parseInteger('9'.repeat(4300))).toBeDefined();
    expect(parseInteger('9'.repeat(4301))).toBeUndefined();
  });

  test('int() of a float cuts towards zero and refuses what is not finite', () => {
    expect(truncate(-1.9)).toBe(-1n);
    expect(truncate(Number.NaN)).toBeUndefined();
    expect(truncate(Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  test('round() looks at the exact binary value and sends ties to the even neighbour', () => {
    expect(roundToDigits(2.675, 2)).toBe(2.67);
    expect(roundToDigits(0.125, 2)).toBe(0.12);
    expect(roundToDigits(0.375, 2)).toBe(0.38);
    expect(roundToDigits(1250, -2)).toBe(1200);
    expect(roundToDigits(-0.04, 1)).toBe(-0);
    expect(roundToDigits(5e-324, 2)).toBe(0);
    expect(roundToInteger(2.5)).toBe(2n);
    expect(roundToInteger(Number.NaN)).toBeUndefined();
  });

  test('round() that leaves the range of a double throws', () => {
    expect(() => roundToDigits(1.7976931348623157e308, -308)).toThrow(RangeError);
  });

  test('str() of a float always shows that it is one', () => {
    expect([1, 0.1, 1e15, 1e16, 1e-4, 1e-5, -0, 1.5e300, 123.25].map(floatText)).toEqual([
      '1.0',
      '0.1',
      '1000000000000000.0',
      '1e+16',
      '0.0001',
      '1e-05',
      '-0.0',
      '1.5e+300',
      '123.25',
    ]);
  });
});
