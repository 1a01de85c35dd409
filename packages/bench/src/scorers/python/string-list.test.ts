import { describe, expect, test } from 'vitest';
import { parseStringList } from './string-list.ts';

describe('a list of strings as Python writes it', () => {
  test('either quote may be used, and the other one stands inside', () => {
    expect(parseStringList(`['a', "b's", 'say "c"']`)).toEqual(['a', "b's", 'say "c"']);
  });

  test('escapes are undone, unknown ones are not', () => {
    expect(parseStringList(String.raw`['\'\\\n\x41\u00e9\U0001d7ce\101', '\$ \pi']`)).toEqual([
      "'\\\nAé\u{1d7ce}A",
      '\\$ \\pi',
    ]);
  });

  test('a list inside stays text', () => {
    expect(parseStringList(`['a', ['b]', "c"], 'd']`)).toEqual(['a', `['b]', "c"]`, 'd']);
  });

  test('an empty list and a final comma are fine, anything else is refused', () => {
    expect(parseStringList('[]')).toEqual([]);
    expect(parseStringList(" ['a',] ")).toEqual(['a']);
    for (const source of ['a', "['a' 'b']", '[1]', "['a]"]) {
      expect(() => parseStringList(source), source).toThrow(SyntaxError);
    }
  });
});
