import { expect, test } from 'vitest';
import { armKey } from '../keys.ts';
import { readGrid } from './grid.ts';

const keys = (given: unknown) => readGrid(given).map(armKey);

test('every combination of values is an arm', () => {
  expect(keys('proxy-thinker?alpha=0,0.25,0.5')).toEqual([
    'proxy-thinker?alpha=0',
    'proxy-thinker?alpha=0.25',
    'proxy-thinker?alpha=0.5',
  ]);
  expect(keys('speculative-thinking?doubt=0,0.1&openingTokens=12,40')).toHaveLength(4);
});

test('patterns stand side by side, with commas or each anew, and no arm twice', () => {
  const side = keys('large-base,proxy-thinker?alpha=0,1,large-expert');
  expect(side).toEqual(['large-base', 'proxy-thinker?alpha=0', 'proxy-thinker?alpha=1', 'large-expert']);
  expect(keys(['large-base', 'proxy-thinker?alpha=0,1', 'large-expert,large-base'])).toEqual(side);
});

test.each([
  [undefined, 'sweep needs --arm'],
  ['proxy-thinker?beta=1,2', 'proxy-thinker has no setting "beta"'],
  ['proxy-thinker?alpha=1,two', 'alpha cannot be "two"'],
  ['large-bass,proxy-thinker', '--arm does not know "large-bass"'],
])('%s is refused', (given, message) => {
  expect(() => readGrid(given)).toThrow(message);
});
