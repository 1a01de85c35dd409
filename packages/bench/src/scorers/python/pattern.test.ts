import { describe, expect, test } from 'vitest';
import { pattern } from './pattern.ts';

const all = (source: string, text: string, flags = '') =>
  [...text.matchAll(pattern(source, `g${flags}`))].map(([match]) => match);

describe('regular expressions as Python reads them', () => {
  test('a digit is a decimal digit of any script, and not a superscript', () => {
    expect(all(String.raw`\d+`, '12 １٣ ³ ½')).toEqual(['12', '１٣']);
    expect(all(String.raw`[\d.]+`, '1.２')).toEqual(['1.２']);
    expect(all(String.raw`\D`, '1a２')).toEqual(['a']);
  });

  test('a word character is a letter or number of any script or an underscore', () => {
    expect(all(String.raw`\w+`, 'né_½ 答案, a-b')).toEqual(['né_½', '答案', 'a', 'b']);
    expect(all(String.raw`\W`, 'é!')).toEqual(['!']);
  });

  test('a word ends where no word character follows, whatever the script', () => {
    expect(all(String.raw`\bA\b`, 'A Aé 答A (A)')).toEqual(['A', 'A']);
  });

  test('blanks are the ones that strip() takes', () => {
    expect(all(String.raw`\s`, '\x1c\x85\ufeff')).toEqual(['\x1c', '\x85']);
    expect(all(String.raw`[^\s]`, '\x1c\ufeff')).toEqual(['\ufeff']);
  });

  test('a dot stops at line feeds only, unless told to stop at nothing', () => {
    expect(all('a.', 'a\r a\u2028 a\n')).toEqual(['a\r', 'a\u2028']);
    expect(all('a.', 'a\n', 's')).toEqual(['a\n']);
    expect(all(String.raw`[.]\.`, '..a')).toEqual(['..']);
  });

  test('a dollar also stands before a final line feed', () => {
    expect(all('a$', 'a\n')).toEqual(['a']);
    expect(all('a$', 'a\nb')).toEqual([]);
    expect(all('a$', 'a\nb', 'm')).toEqual(['a']);
  });

  test('a negated class inside a class is refused', () => {
    expect(() => pattern(String.raw`[\W_]`)).toThrow(SyntaxError);
  });
});
