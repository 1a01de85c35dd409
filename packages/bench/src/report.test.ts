import { expect, test } from 'vitest';
import { type AccuracyRow, recordVersion, type SpeedRow, type Summary } from './record.ts';
import { reportMarkdown, reportTables } from './report.ts';
import { tableAsText } from './table.ts';
import { plan, runRecord } from './testing/fixture.ts';

const row: AccuracyRow = {
  suite: 'math',
  arm: 'large-base',
  parameters: {},
  n: 200,
  accuracy: 0.415,
  low: 0.349,
  high: 0.484,
  unparsed: 3,
  cut: 0,
  failed: 0,
  tokensPerAnswer: 5.12,
  droppedPerAnswer: 0,
  largeShare: 1,
  visualTokensPerAnswer: 64,
  escalated: 0,
  difference: undefined,
};
const fast: SpeedRow = {
  arm: 'proxy-thinker',
  sequences: 64,
  rounds: 6,
  tokensPerSecond: 1800.4,
  msPerAnswer: 3,
  ratioToNaive: 16.04,
  ratioInterval: { low: 15.1, high: 17.2, confidence: 0.96875 },
  agreement: 0.96875,
  compared: 96,
  firstDifference: { median: 14, least: 3 },
};
const summary: Summary = {
  version: recordVersion,
  run: 'a-run',
  scorers: ['digit@1'],
  calibration: undefined,
  accuracy: [
    row,
    {
      ...row,
      arm: 'small-expert',
      difference: { n: 200, value: -0.025, low: -0.091, high: 0.04, measurable: false, p: 0.5 },
    },
    {
      ...row,
      arm: 'proxy-thinker',
      parameters: { alpha: 0.5 },
      difference: { n: 200, value: 0.245, low: 0.16, high: 0.328, measurable: true, p: 0.0001 },
    },
  ],
  overall: [],
  speed: [
    {
      ...fast,
      arm: 'naive',
      sequences: 1,
      tokensPerSecond: 112.3,
      ratioToNaive: 1,
      agreement: 1,
      firstDifference: undefined,
    },
    fast,
  ],
};
const run = runRecord({
  plan: {
    ...plan,
    speed: { alpha: 0.5, rounds: 6, naive: [], sequences: [64], arms: [], questions: 8, budgetMs: 1 },
  },
});

test('says in words when a difference was not measurable', () => {
  const text = tableAsText(reportTables(run, summary)[0]!);
  expect(text).toMatch(/small-expert .* no measurable difference \(−9\.1 to \+4\.0\)/);
  expect(text).toMatch(/proxy-thinker α 0\.5 .* \+24\.5 \(\+16\.0 to \+32\.8\) {2,}5\.1 +3/);
});

test('prints agreement beside each speed-up', () => {
  const text = tableAsText(reportTables(run, summary).at(-1)!);
  expect(text).toMatch(/proxy-thinker +64 +1800 +16\.04 \(15\.10–17\.20\) +96\.9 % of 96 +after 14 tokens/);
});

test('says so when there were too few rounds for an interval', () => {
  const few = { ...fast, rounds: 3, ratioInterval: { low: 15, high: 17, confidence: 0.75 } };
  const text = tableAsText(reportTables(run, { ...summary, speed: [few] }).at(-1)!);
  expect(text).toContain('times naive (75 %)');
  expect(text).toContain('Time was up after 3 of 6 rounds');
});

test('a speed-up that may be none is not called one', () => {
  const even = { ...fast, ratioToNaive: 1.02, ratioInterval: { low: 0.9, high: 1.1, confidence: 0.97 } };
  const text = tableAsText(reportTables(run, { ...summary, speed: [even] }).at(-1)!);
  expect(text).toContain('1.02 (0.90–1.10) no measurable difference');
});

test('the Markdown report holds the same tables', () => {
  const markdown = reportMarkdown(run, summary);
  expect(markdown).toContain('# Benchmark report');
  expect(markdown).toContain('| math | large-base | 200 | 41.5 (34.9–48.4) |  | 5.1 | 3 |');
  expect(markdown).toContain('abacus');
});
