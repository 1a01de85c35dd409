import { expect, test } from 'vitest';
import { recent } from './recent.ts';

test('the entries used last are kept', () => {
  const dropped: number[] = [];
  const map = recent<string, number>(2, (value) => dropped.push(value));
  map.set('a', 1);
  map.set('b', 2);
  expect([map.get('b'), map.get('a'), map.get('a')]).toEqual([2, 1, 1]);
  map.set('c', 3);
  expect(dropped).toEqual([2]);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
  map.delete('c');
  map.delete('c');
  expect(dropped).toEqual([2, 3]);
  map.clear();
  expect(dropped).toEqual([2, 3, 1]);
  expect(map.get('a')).toBeUndefined();
});
