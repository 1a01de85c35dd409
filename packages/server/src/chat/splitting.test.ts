import { uniform } from '@vr/core';
import { describe, expect, test } from 'vitest';
import { stopStrings } from './stop-strings.ts';
import { thoughts } from './thoughts.ts';

/** A text of `length` draws from `words`. */
const textOf = (words: readonly string[], length: number, seed: number) =>
  Array.from({ length }, (_, at) => words[Math.floor(uniform(seed, at, 0) * words.length)]).join('');

/** The same text in pieces of random length, some of them empty. */
function piecesOf(text: string, seed: number): string[] {
  const pieces: string[] = [];
  for (let at = 0, n = 0; at < text.length; n++) {
    const length = Math.floor(uniform(seed, n, 1) * 5);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

function stopped(pieces: readonly string[], stops: readonly string[]) {
  const reader = stopStrings(stops);
  const out = pieces.map((piece) => reader.push(piece));
  return { text: out.join('') + reader.rest(), out, met: reader.met() };
}

function parted(pieces: readonly string[]) {
  const reader = thoughts();
  const out = [...pieces.map((piece) => reader.push(piece)), reader.rest()];
  const text = pieces.join('');
  return {
    content: out.map(({ content }) => content).join(''),
    reasoning: out.map(({ reasoning }) => reasoning).join(''),
    covered: Array.from(text, (_, index) => (reader.covers(index) ? '~' : '.')).join(''),
  };
}

describe('stop strings', () => {
  test('pieces make no difference', () => {
    for (let seed = 0; seed < 400; seed++) {
      const text = textOf(['a', 'b', 'ab', 'c'], 12, seed);
      const stops = [
        textOf(['a', 'b', 'c'], 3, seed + 1000),
        textOf(['a', 'b', 'ab'], 2, seed + 2000),
        'bcab',
      ];
      const letterByLetter = stopped([...text], stops);
      expect(stopped(piecesOf(text, seed), stops)).toMatchObject({
        text: letterByLetter.text,
        met: letterByLetter.met,
      });
      expect(stopped([text], stops).text).toBe(letterByLetter.text);
    }
  });

  test('what is let through begins the text and holds no stop string; all of it comes if none is met', () => {
    for (let seed = 0; seed < 400; seed++) {
      const text = textOf(['a', 'b', 'c'], 10, seed);
      const stops = [textOf(['a', 'b', 'c'], 2, seed + 1000), textOf(['a', 'b', 'c'], 3, seed + 2000)];
      const { text: through, met } = stopped(piecesOf(text, seed), stops);
      expect(text.startsWith(through)).toBe(true);
      expect(stops.some((stop) => through.includes(stop))).toBe(false);
      expect(met).toBe(stops.some((stop) => text.includes(stop)));
      if (!met) expect(through).toBe(text);
    }
  });

  test('the beginning of a stop string is never let through before it is known not to be one', () => {
    expect(stopped(['one\n', '\ntwo'], ['\n\n']).out).toEqual(['one', '']);
    expect(stopped(['one\n', 'two'], ['\n\n']).out).toEqual(['one', '\ntwo']);
  });

  test('the one complete first counts, of those complete at once the longest', () => {
    expect(stopped(['xabcd'], ['abcd', 'bc']).text).toBe('xa');
    expect(stopped(['xabc'], ['bc', 'abc']).text).toBe('x');
  });
});

describe('thoughts', () => {
  const words = ['<think>', '</think>', '<', '/', 'think', '>', '<answer>', 'a', ' '];

  test('pieces make no difference', () => {
    for (let seed = 0; seed < 400; seed++) {
      const text = textOf(words, 12, seed);
      const whole = parted([text]);
      expect(parted([...text])).toEqual(whole);
      expect(parted(piecesOf(text, seed))).toEqual(whole);
    }
  });

  test('nothing is lost but the tags around a thought', () => {
    for (let seed = 0; seed < 400; seed++) {
      const text = textOf(words, 12, seed);
      const { content, reasoning, covered } = parted([text]);
      const spans = [...covered.matchAll(/~+/g)].flatMap(({ 0: { length }, index }) =>
        text.slice(index, index + length).split(/(?<=<\/think>)/),
      );
      expect(content).toBe([...text].filter((_, index) => covered[index] === '.').join(''));
      expect(reasoning).toBe(
        spans.map((span) => span.slice('<think>'.length).replace(/<\/think>$/, '')).join(''),
      );
      for (const span of spans) expect(span.startsWith('<think>')).toBe(true);
    }
  });

  test('a thought goes to the reasoning, its tags to nobody, all else stays as written', () => {
    expect(parted(['<think>1+1=2\n\n</think><answer>2</answer>'])).toEqual({
      content: '<answer>2</answer>',
      reasoning: '1+1=2\n\n',
      covered: '~'.repeat('<think>1+1=2\n\n</think>'.length) + '.'.repeat('<answer>2</answer>'.length),
    });
  });

  test('a thought that is cut off is reasoning to its end, half a tag included', () => {
    expect(parted(['<think>so </thi'])).toMatchObject({ content: '', reasoning: 'so </thi' });
    expect(parted(['so </think> <thi'])).toMatchObject({ content: 'so </think> <thi', reasoning: '' });
  });
});
