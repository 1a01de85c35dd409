import { describe, expect, test } from 'vitest';
import { letters } from '../testing.ts';
import { steeringVector, type ThoughtKind, thoughtKind, thoughtsIn } from './thoughts.ts';

test.each<[string, ThoughtKind]>([
  ['So 7 + 9 is 16.', 'execution'],
  ['Wait, that is not right.', 'reflection'],
  ['  \nwait: the base is 3', 'reflection'],
  ['But wait, no', 'execution'],
  ['Hmm, let me check the sum', 'reflection'],
  ['That seems right to me', 'reflection'],
  ["I think that's incorrect", 'reflection'],
  ['Alternatively, use symmetry', 'transition'],
  ['We could alternatively use symmetry', 'execution'],
  ['Is there another approach?', 'transition'],
  ['Let me think differently', 'transition'],
  ['Let me think again about another way', 'reflection'],
  ['', 'execution'],
])('"%s" is %s', (text, kind) => {
  expect(thoughtKind(text)).toBe(kind);
});

describe('thoughts in a text', () => {
  const tokenizer = letters('abcdefghijklmnopqrstuvwxyz ,<>/\n');
  const kinds = (text: string) =>
    thoughtsIn(tokenizer.encode(text), tokenizer).map(({ at, kind }) => [at, kind]);

  test('open where a blank line is complete, and the first of all has none before it', () => {
    expect(kinds('wait\n\na sum\n\nwait, no\n\nalternatively')).toEqual([
      [5, 'execution'],
      [12, 'reflection'],
      [22, 'transition'],
    ]);
    expect(kinds('no thoughts')).toEqual([]);
  });

  test('end with the thinking', () => {
    expect(kinds('so\n\nit is</think>wait\n\nwait')).toEqual([[3, 'execution']]);
    expect(kinds('so\n\nit is\n\nwait</think>')).toEqual([
      [3, 'execution'],
      [10, 'reflection'],
    ]);
  });
});

test('the vector is the mean state of execution less the mean of all other thoughts together', () => {
  const state = (kind: ThoughtKind, ...values: number[]) => ({ kind, state: Float32Array.from(values) });
  const states = [
    state('execution', 1, 2),
    state('execution', 3, 6),
    state('reflection', 1, 1),
    state('reflection', 2, 1),
    state('transition', 6, 4),
  ];
  expect([...steeringVector(states)]).toEqual([2 - 3, 4 - 2]);
});

test('without thoughts of both sorts there is no vector', () => {
  const only = [{ kind: 'execution', state: Float32Array.of(1) }] as const;
  expect(() => steeringVector(only)).toThrow('found 1 and 0');
  expect(() => steeringVector([])).toThrow(RangeError);
});
