import { expect, test } from 'vitest';
import { growingThresholds } from './patience.ts';

test('patience and the length of a recap grow from recap to recap, up to 30 and 200', () => {
  const thresholds = [0, 1, 2, 3, 4, 50].map(growingThresholds);
  expect(thresholds.map(({ patience }) => patience)).toEqual([15, 20, 25, 30, 30, 30]);
  expect(thresholds.map(({ recapTokens }) => recapTokens)).toEqual([125, 150, 175, 200, 200, 200]);
});
