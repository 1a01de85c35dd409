import { expect, test } from 'vitest';
import {
  displayTokens,
  explanation,
  isTag,
  signedNats,
  spokenName,
  strength,
  wordsOf,
} from './display-tokens.ts';

const written = [
  { by: 'large-base', texts: ['<think>', '1', '8', '+', ' red', '\n\n'] },
  { by: 'guided', texts: ['9', '</think>'], moved: [2.314, -0.5], instead: ['3', null] },
];

test('tokens keep their order, their writer and what guidance did', () => {
  const tokens = displayTokens(written);
  expect(tokens.map(({ text }) => text).join('')).toBe(written.flatMap(({ texts }) => texts).join(''));
  expect(tokens.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(tokens[0]).toMatchObject({ by: 'large-base', moved: undefined, instead: undefined });
  expect(tokens[6]).toMatchObject({ by: 'guided', moved: 2.314, instead: '3' });
});

test('words hold every token once and part at white space only', () => {
  const words = wordsOf(displayTokens(written));
  expect(words.flat()).toEqual(displayTokens(written));
  expect(words.map((word) => word.map(({ text }) => text).join(''))).toEqual([
    '<think>18+',
    ' red',
    '\n\n',
    '9</think>',
  ]);
});

test('only whole marks are tags', () => {
  expect(['<think>', '</answer>', '<', 'think', '<5>', 'a<b>'].map((text) => isTag({ text }))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('an explanation says what would have been written, and how far guidance moved it', () => {
  const tokens = displayTokens(written);
  expect(explanation(tokens[0]!)).toBeUndefined();
  expect(explanation(tokens[6]!)).toBe('without guidance: “3”, moved +2.31 nats');
  expect(explanation(tokens[7]!)).toBe('the same without guidance, moved −0.50 nats');
});

test('nats carry a sign unless they round to nothing', () => {
  expect([2.314, -0.05, 0.004, -0.004, 0].map(signedNats)).toEqual([
    '+2.31',
    '−0.05',
    '0.00',
    '0.00',
    '0.00',
  ]);
});

test('the scale is symmetric, rises and ends', () => {
  const nats = [0, 0.01, 0.1, 0.25, 0.5, 1];
  for (const size of nats) expect(strength(-size)).toBeCloseTo(-strength(size), 12);
  expect(nats.map(strength)).toEqual(nats.map(strength).toSorted((one, other) => one - other));
  expect([0, 0.25, 1, 70].map(strength)).toEqual([0, 0.5, 1, 1]);
});

test('white space has a name of its own', () => {
  expect(['\n\n', ' ', ' red', '4'].map(spokenName)).toEqual(['line break', 'space', undefined, undefined]);
});
