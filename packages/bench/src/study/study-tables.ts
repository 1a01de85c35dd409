import { accuracyCell, percent } from '../cells.ts';
import { armLabel } from '../keys.ts';
import { left, right, type Table } from '../table.ts';
import { escalationTable, kindTable, lookTable, thinkingTable } from './method-tables.ts';
import type { Study } from './study.ts';
import { cells, factorCell, pairCell, shareCell } from './study-cells.ts';

/** The tables of a study, in the order in which they are shown; those without rows are left out. */
export function studyTables(study: Study): Table[] {
  const all = [
    accuracyTable(study),
    pairTable(study),
    gapTable(study),
    thinkingTable(study),
    lookTable(study),
    kindTable(study),
    escalationTable(study),
    costTable(study),
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

function accuracyTable({ accuracy, suites, limit, seed, split }: Study): Table {
  return {
    title: `Right answers: ${limit} ${split} questions per suite, seed ${seed}, greedy`,
    columns: [left('arm'), ...suites.map((suite) => left(`${suite}, % (95 %)`))],
    rows: accuracy.map(({ arm, by }) => [armLabel(arm), ...cells(suites, by, accuracyCell)]),
    notes: ['95 % Wilson intervals.'],
  };
}

function pairTable({ pairs, suites }: Study): Table {
  return {
    title: 'Arm against arm, on the same questions',
    columns: [left('arm'), left('against'), ...suites.map((suite) => left(`${suite}, points (95 %)`))],
    rows: pairs.map(({ arm, against, by }) => [
      armLabel(arm),
      armLabel(against),
      ...cells(suites, by, pairCell),
    ]),
    notes: [
      'Paired bootstrap over questions. =: no measurable difference. Nothing is corrected for the number of comparisons.',
    ],
  };
}

function gapTable({ gap, suites }: Study): Table {
  return {
    title: 'How much of the gap from large-base to large-expert ProxyThinker closes, by weight',
    columns: [left('α'), ...suites.map((suite) => left(`${suite}, % (95 %)`))],
    rows: gap.map(({ alpha, by }) => [
      String(alpha),
      ...cells(suites, by, ({ closed }) => (closed ? shareCell(closed) : 'no measurable gap')),
    ]),
    notes: [
      '(proxy-thinker − large-base) / (large-expert − large-base): 100 % is what training the large model itself brought.',
      'Bootstrap over questions, the three arms resampled together.',
    ],
  };
}

function costTable({ cost }: Study): Table {
  return {
    title: 'What an answer costs, over all suites',
    columns: [
      left('arm'),
      right('n'),
      right('right, %'),
      right('tokens'),
      right('written and dropped'),
      right('by large, %'),
      right('image tokens'),
      right('ms per answer'),
      left('times large-expert'),
    ],
    rows: cost.map((row) => [
      armLabel(row.arm),
      String(row.n),
      percent(row.accuracy),
      row.tokens.toFixed(1),
      row.dropped.toFixed(1),
      percent(row.largeShare),
      row.visualTokens.toFixed(1),
      row.msPerAnswer?.toFixed(2) ?? '',
      row.timeRatio ? factorCell(row.timeRatio) : '',
    ]),
    notes: [
      'ms per answer: 64 questions at once, interleaved rounds, median. times large-expert: median of the ratios within a round.',
    ],
  };
}
