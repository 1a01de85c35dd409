import { expect, test } from 'vitest';
import { groupsOf } from './report-table.tsx';

test('a row without a name belongs to the row above it', () => {
  const rows = [
    ['math', 'a'],
    ['', 'b'],
    ['ocr', 'a'],
    ['all', 'a'],
    ['', 'b'],
  ];
  expect(groupsOf(rows).map((group) => group.length)).toEqual([2, 1, 2]);
  expect(groupsOf(rows).flat()).toEqual(rows);
});

test('no rows make no groups', () => {
  expect(groupsOf([])).toEqual([]);
});
