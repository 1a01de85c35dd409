import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

test('settings that were written are read again', () => {
  const settings = {
    left: 'a',
    right: 'b',
    leftAlpha: 0.5,
    rightAlpha: 1,
    temperature: 0.7,
    seed: 3,
    tokens: 64,
  };
  expect(readSettings({ ...settings, run: 'r', question: 'q' })).toEqual({
    ...settings,
    run: 'r',
    question: 'q',
  });
});

test('what is out of range or no number is left out', () => {
  expect(readSettings({ leftAlpha: 9, temperature: -1, seed: 0.5, tokens: '64', run: '' })).toEqual({});
});
