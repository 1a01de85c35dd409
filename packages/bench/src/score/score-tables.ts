import { accuracyCell, percent } from '../cells.ts';
import type { Column, Table } from '../table.ts';
import type { Accuracy, Total, Totals } from './totals.ts';

const left = (heading: string): Column => ({ heading, align: 'left' });
const right = (heading: string): Column => ({ heading, align: 'right' });

/** The totals for people: all rows, what the benchmark publishes, then a table for each kind of group. */
export function scoreTables(key: string, totals: Totals): readonly Table[] {
  const kinds = Object.entries(totals.groups);
  return [
    accuracyTable(
      key,
      'rows',
      [['all', totals]],
      ['Unread: nothing could be read out of the answer, which is wrong. In brackets: 95 % interval.'],
    ),
    ...(totals.published.length === 0 ? [] : [publishedTable(totals.published)]),
    ...kinds.map(([kind, groups]) => accuracyTable(`By ${kind}`, kind, Object.entries(groups), [])),
  ];
}

function accuracyTable(
  title: string,
  heading: string,
  rows: readonly (readonly [name: string, accuracy: Accuracy])[],
  notes: readonly string[],
): Table {
  return {
    title,
    columns: [left(heading), right('n'), right('right'), right('unread'), right('value %')],
    rows: rows.map(([name, one]) => [
      name,
      `${one.n}`,
      `${one.right}`,
      `${one.unread}`,
      accuracyCell({ ...one, accuracy: one.value }),
    ]),
    notes,
  };
}

function publishedTable(published: readonly Total[]): Table {
  const digits = published.every(({ unit, value }) => unit === 'share' || Number.isInteger(value)) ? 0 : 1;
  const said = (number: number, unit: Total['unit']) =>
    unit === 'share' ? `${percent(number)} %` : number.toFixed(digits);
  return {
    title: 'Published totals',
    columns: [left('total'), right('value'), right('95 % interval')],
    rows: published.map(({ name, value, low, high, unit }) => [
      name,
      said(value, unit),
      Number.isNaN(low) ? '—' : `${said(low, unit)} – ${said(high, unit)}`,
    ]),
    notes: ['Intervals: rows drawn again 500 times, within their group; — where that says nothing.'],
  };
}
