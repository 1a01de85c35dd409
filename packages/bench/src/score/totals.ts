import {
  groupRows,
  type MarkedRow,
  type PublishedTotal,
  type ScorerEntry,
} from '../scorers/catalogue/entry.ts';
import { mean } from '../scorers/tally.ts';
import { type Interval, wilsonInterval } from '../stats.ts';
import { drawnIntervals } from './drawn-intervals.ts';

/** The mean mark of some rows, and how sure it is. */
export interface Accuracy extends Interval {
  readonly n: number;
  /** Marked with 1. */
  readonly right: number;
  /** Nothing could be read out of them; they are wrong. */
  readonly unread: number;
  readonly value: number;
}

export type Total = PublishedTotal & Interval;

export interface Totals extends Accuracy {
  /** By kind of group, such as `task`, then by group. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, Accuracy>>>>;
  /** What the benchmark publishes beside the mean. */
  readonly published: readonly Total[];
}

export function totalsOf(entry: ScorerEntry, rows: readonly MarkedRow[]): Totals {
  const grouped = rows.map((row) => ({ row, groups: entry.groups(row) }));
  const kinds = [...new Set(grouped.flatMap(({ groups }) => Object.keys(groups)))];
  const byKind = kinds.map((kind) => {
    const members = grouped.flatMap(({ row, groups }) =>
      [...new Set([groups[kind] ?? []].flat())].map((name) => ({ name, row })),
    );
    const accuracies = [...groupRows(members, ({ name }) => name)].map(
      ([name, group]) => [name, accuracyOf(group.map(({ row }) => row))] as const,
    );
    return [kind, Object.fromEntries(accuracies)] as const;
  });
  return {
    ...accuracyOf(rows),
    groups: Object.fromEntries(byKind.filter(([, groups]) => Object.keys(groups).length > 0)),
    published: published(entry, rows),
  };
}

/** With Wilson's interval, which is wide enough for partial marks too. */
function accuracyOf(rows: readonly MarkedRow[]): Accuracy {
  const values = rows.map(({ mark }) => mark.value);
  const value = mean(values);
  return {
    n: rows.length,
    right: values.filter((one) => one === 1).length,
    unread: rows.filter(({ mark }) => mark.read === undefined).length,
    value,
    ...wilsonInterval(value * rows.length, rows.length),
  };
}

function published(entry: ScorerEntry, rows: readonly MarkedRow[]): readonly Total[] {
  const totals = entry.published(rows);
  if (totals.length === 0) return [];
  const intervals = drawnIntervals(rows, entry.drawn, (drawn) => {
    const values = new Map(entry.published(drawn).map(({ name, value }) => [name, value]));
    return totals.map(({ name }) => values.get(name) ?? Number.NaN);
  });
  return totals.map((total, at) => ({ ...total, ...intervals[at]! }));
}
