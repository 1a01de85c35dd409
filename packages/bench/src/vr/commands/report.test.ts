import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersAsCsv } from '../../report-csv.ts';
import { reportHtml } from '../../report-html.ts';
import { type RunContents, readRunFolder } from '../../run-folder.ts';
import { summarise } from '../../summary.ts';
import { tableRun } from '../../testing/table-run.ts';
import { report } from './report.ts';

const parent = mkdtempSync(join(tmpdir(), 'vr-report-'));
afterAll(() => rmSync(parent, { recursive: true }));

let folder: string;
let contents: RunContents;
beforeAll(async () => {
  folder = await tableRun(parent);
  contents = readRunFolder(folder);
});

const written = (name: string, flags: object = {}) => {
  const out = join(parent, name);
  const code = report.run({ command: 'pnpm vr report', words: [folder], flags: { out, ...flags }, rest: [] });
  expect(code).toBe(0);
  return readFileSync(out, 'utf8');
};

test('the ending of the file says the format', () => {
  expect(written('a.md')).toBe(readFileSync(join(folder, 'report.md'), 'utf8'));
  expect(written('a.html')).toMatch(/^<!doctype html>/);
  expect(written('a.csv')).toMatch(/^key,arm,settings,suite,/);
  expect(JSON.parse(written('a.json')).summary.run).toBe(contents.run.id);
  expect(written('b', { format: 'csv' })).toBe(written('a.csv'));
});

test('the page has every number of the tables, and neither scripts nor links to elsewhere', () => {
  const page = reportHtml(contents.run, summarise(contents), []);
  if (process.env.VR_KEEP_PAGE) writeFileSync(process.env.VR_KEEP_PAGE, page);
  expect(page.match(/<h2>/g)!.length).toBeGreaterThanOrEqual(3);
  expect(page).toContain('no measurable difference');
  expect(page).not.toMatch(/<script|<link|src=|href=|url\(/);
  const rows = readFileSync(join(folder, 'report.md'), 'utf8').match(/^\| (?!---|suite).*$/gm)!;
  expect(page.match(/<tr><td/g)).toHaveLength(rows.length);
});

test('what was written by models cannot become markup', () => {
  const run = { ...contents.run, id: '<script>alert(1)</script>' };
  expect(reportHtml(run, summarise(contents), [])).not.toContain('<script');
});

test('the CSV has one row for each answer, and reads back what was said', () => {
  const [sample] = contents.samples;
  const tricky = { ...sample!, prompt: 'He said "7, or 8"\nand left' };
  const csv = answersAsCsv([tricky, ...contents.samples.slice(1)]);
  expect(csv).toContain('"He said ""7, or 8""\nand left"');
  expect(csv.split('\r\n')).toHaveLength(contents.samples.length + 2);
});

test('an unknown format is refused with the ones there are', () => {
  const call = { command: 'pnpm vr report', words: [folder], flags: { format: 'pdf' }, rest: [] };
  expect(() => report.run(call)).toThrow(
    '--format does not know "pdf". There is: markdown, html, csv, json.',
  );
});
