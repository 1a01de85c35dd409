import { calibrationNote } from '../accuracy-table.ts';
import { percent } from '../cells.ts';
import { left, right, type Table } from '../table.ts';
import type { Study } from './study.ts';
import { factorCell, pointsCell, shareCell } from './study-cells.ts';

/** Who writes in Speculative Thinking. */
export function thinkingTable({ thinking }: Study): Table {
  return {
    title: 'Speculative Thinking: who writes, and how much',
    columns: [
      left('suite'),
      right('n'),
      left('by the large model, % (95 %)'),
      right('take-overs per answer'),
      right('tokens per answer'),
      right('small-expert alone'),
      left('longer by the factor (95 %)'),
      right('read and dropped, by large'),
      right('by small'),
    ],
    rows: thinking.map((row) => [
      row.where,
      String(row.n),
      shareCell(row.largeShare),
      row.takeOvers.toFixed(2),
      row.tokens.toFixed(1),
      row.aloneTokens.toFixed(1),
      factorCell(row.lengthRatio),
      row.dropped.large.toFixed(1),
      row.dropped.small.toFixed(1),
    ]),
    notes: ['read and dropped: tokens per answer that were written to be judged, and did not stay.'],
  };
}

/** What VisionThink saves. */
export function lookTable({ looks }: Study): Table {
  return {
    title: 'VisionThink: right answers for fewer image tokens',
    columns: [
      left('suite'),
      right('n'),
      right('right, %'),
      right('always in full, %'),
      right('never, %'),
      left('share of always in full, % (95 %)'),
      right('image tokens'),
      left('of always in full, % (95 %)'),
      right('asked, %'),
    ],
    rows: looks.map((row) => [
      row.where,
      String(row.n),
      percent(row.accuracy),
      percent(row.full),
      row.low === undefined ? '' : percent(row.low),
      row.accuracyRatio ? shareCell(row.accuracyRatio) : '',
      row.visualTokens.toFixed(1),
      row.tokenRatio ? shareCell(row.tokenRatio) : '',
      percent(row.asked),
    ]),
    notes: [
      'always in full: the same model, asked in the ordinary way with the picture in full. never: the first look alone, unable to ask.',
    ],
  };
}

/** Where VisionThink asks. */
export function kindTable({ kinds }: Study): Table {
  return {
    title: 'VisionThink: which questions the full picture is asked for',
    columns: [
      left('suite'),
      left('kind'),
      right('n'),
      left('asked, % (95 %)'),
      right('right, %'),
      right('always in full, %'),
    ],
    rows: kinds.map((row, i) => [
      kinds[i - 1]?.suite === row.suite ? '' : row.suite,
      row.kind,
      String(row.n),
      shareCell(row.asked),
      percent(row.accuracy),
      percent(row.full),
    ]),
    notes: [],
  };
}

/** What the gate of `escalate` is worth. */
export function escalationTable({ escalation, calibration }: Study): Table {
  return {
    title: 'Escalation by the odds of the untrained large-base, against chance',
    columns: [
      left('suite'),
      right('n'),
      right('looked again, %'),
      right('image tokens'),
      right('right, %'),
      right('never, %'),
      right('always in full, %'),
      right('as often by chance, %'),
      right('a perfect gate, %'),
      left('over chance, points (95 %)'),
    ],
    rows: escalation.map((row) => [
      row.where,
      String(row.n),
      percent(row.escalated),
      row.visualTokens.toFixed(1),
      ...[row.accuracy, row.low, row.full, row.random, row.oracle].map(percent),
      pointsCell(row.overRandom),
    ]),
    notes: calibration ? [calibrationNote(calibration)] : [],
  };
}
