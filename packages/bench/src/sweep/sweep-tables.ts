import { accuracyCell, signedPoints } from '../cells.ts';
import { armKey, armLabel } from '../keys.ts';
import { powerSentence } from '../stats.ts';
import { left, right, type Table, tableAsMarkdown } from '../table.ts';
import { paretoFront } from './pareto.ts';
import { costsOf } from './prune.ts';
import type { CellFigures, SweepRecord } from './sweep-record.ts';

/** What a sweep comes to, for programs. */
export interface SweepResult extends SweepRecord {
  /** The last figures of each cell, the most often right first. */
  readonly last: readonly CellFigures[];
  /** The keys of the cells that no other beats in everything. */
  readonly front: readonly string[];
}

export function resultOf(record: SweepRecord): SweepResult {
  const latest = new Map<string, CellFigures>();
  for (const { cells } of record.rounds) for (const cell of cells) latest.set(armKey(cell.arm), cell);
  const last = [...latest.values()].sort((one, other) => other.accuracy - one.accuracy);
  const kept = last.filter(({ arm }) => roundOfDrop(record, armKey(arm)) === undefined);
  const front = paretoFront(kept, (cell) => [-cell.accuracy, ...costsOf(cell)]);
  return { ...record, last, front: front.map(({ arm }) => armKey(arm)) };
}

/** The Pareto table, then who was dropped and why. */
export function sweepTables(record: SweepRecord): readonly Table[] {
  const result = resultOf(record);
  return record.rounds.some(({ dropped }) => dropped.length > 0)
    ? [paretoTable(result), dropTable(result)]
    : [paretoTable(result)];
}

export function sweepMarkdown(record: SweepRecord): string {
  return `# Sweep\n\n${sweepTables(record).map(tableAsMarkdown).join('\n\n')}\n`;
}

function paretoTable(result: SweepResult): Table {
  const most = Math.max(...result.last.map(({ n }) => n));
  return {
    title: 'Settings by accuracy and cost',
    columns: [
      left('setting'),
      right('n'),
      right('right, % (95 %)'),
      right('ms'),
      right('visual tokens'),
      right('tokens by large'),
      left('Pareto'),
    ],
    rows: result.last.map((cell) => [
      armLabel(cell.arm),
      String(cell.n),
      accuracyCell(cell),
      cell.milliseconds.toFixed(0),
      cell.visualTokens.toFixed(1),
      cell.largeTokens.toFixed(1),
      standing(result, armKey(cell.arm)),
    ]),
    notes: [
      'Pareto: no other setting is as often right and as cheap in everything, and better in something. Costs are means per answer;',
      'times are among the neighbours in a batch, and count as different from a tenth on.',
      powerSentence(most),
      'The best of many looks better than it is: report what was chosen on test questions.',
    ],
  };
}

function standing({ front, rounds }: SweepResult, key: string): string {
  const drop = roundOfDrop({ rounds }, key);
  if (drop !== undefined) return `dropped after ${drop} questions per suite`;
  return front.includes(key) ? 'yes' : '';
}

function roundOfDrop({ rounds }: Pick<SweepRecord, 'rounds'>, key: string): number | undefined {
  return rounds.find(({ dropped }) => dropped.some(({ arm }) => armKey(arm) === key))?.questions;
}

function dropTable({ rounds }: SweepResult): Table {
  return {
    title: 'Dropped',
    columns: [left('setting'), right('n'), left('against'), left('points (95 %)'), right('p')],
    rows: rounds.flatMap(({ dropped, best }) =>
      dropped.map(({ arm, difference }) => [
        armLabel(arm),
        String(difference.n),
        best,
        `${signedPoints(difference.value)} (${signedPoints(difference.low)} to ${signedPoints(difference.high)})`,
        difference.p.toPrecision(2),
      ]),
    ),
    notes: [
      'Less often right than the best of its round on the same questions, with an interval below 0, and in nothing cheaper:',
      'not in time, not in visual tokens, not in tokens by the large model.',
    ],
  };
}
