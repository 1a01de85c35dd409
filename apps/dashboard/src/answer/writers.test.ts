import { expect, test } from 'vitest';
import { writersByTone, writersOf } from './writers.ts';

const guided = (alpha: number) => `proxy-thinker(large-base + ${alpha}·(small-expert − small-base))`;

test('each writer is named once, in order', () => {
  const written = ['b', 'a', 'b'].map((by) => ({ by, texts: ['x'] }));
  expect(writersOf(written)).toEqual(['b', 'a']);
});

test('writers that differ in their weights share a colour and a name', () => {
  expect(writersByTone(['large-base', guided(0), guided(0.5)])).toEqual([
    { tone: 'large-base', name: 'large-base' },
    { tone: 'proxy-thinker', name: 'proxy-thinker' },
  ]);
});

test('a single guided writer is named in full, strangers share what colour is left', () => {
  expect(writersByTone([guided(0.5), 'cue', 'poet'])).toEqual([
    { tone: 'proxy-thinker', name: guided(0.5) },
    { tone: 'other', name: 'cue, poet' },
  ]);
});
