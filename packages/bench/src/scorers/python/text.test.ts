import { describe, expect, test } from 'vitest';
import { length, strip, stripEnd, stripStart, words } from './text.ts';

describe('text as Python handles it', () => {
  test('the separators U+001C to U+001F and U+0085 are whitespace, the byte order mark is not', () => {
    expect(strip('\x1c\x1f\x85\u3000a\u00a0')).toBe('a');
    expect(strip('\ufeffa')).toBe('\ufeffa');
    expect(words('\x1ca\x85b  c\n')).toEqual(['a', 'b', 'c']);
  });

  test('nothing but blanks leaves nothing', () => {
    expect(strip(' \n')).toBe('');
    expect(strip('')).toBe('');
    expect(words(' ')).toEqual([]);
  });

  test('given characters are stripped as a set, and whitespace is then not', () => {
    expect(strip('.,a.b,.', ',.')).toBe('a.b');
    expect(strip(' .a', '.')).toBe(' .a');
    expect(stripStart('..a.', '.')).toBe('a.');
    expect(stripEnd('..a.', '.')).toBe('..a');
    expect(strip('...', '.')).toBe('');
  });

  test('length counts code points', () => {
    expect(length('a\u{1d7ce}')).toBe(2);
  });
});
