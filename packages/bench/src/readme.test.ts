import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test("every row of the README's result tables stands in the reference run's report", () => {
  const [, results] = /<!-- results -->(.*)<!-- end of results -->/s.exec(read('README.md')) ?? [];
  const rows = results?.split('\n').filter((line) => line.startsWith('|')) ?? [];
  expect(rows.length).toBeGreaterThan(10);
  const report = new Set(read('runs/reference/report.md').split('\n'));
  expect(rows.filter((row) => !report.has(row))).toEqual([]);
});
