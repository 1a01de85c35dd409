import type { Mark, Scorer } from '../scorer.ts';
import type { Columns, Row } from './row.ts';

/** A scorer that can be called by name, and how rows of files become its problems. */
export interface ScorerEntry {
  readonly name: string;
  readonly version: string;
  /** What it is, in a line. */
  readonly line: string;
  /** Columns within which a problem's id is unique. */
  readonly scope: Columns;
  /** Where the answer of a model stands, the first of them that a row has. */
  readonly responses: Columns;
  /** For one run: some scorers guess, in the order of the questions. */
  readonly begin: () => (response: string, problem: Row) => Mark;
  readonly groups: (row: MarkedRow) => Groups;
  /** What the benchmark publishes beside the mean of all marks. */
  readonly published: (rows: readonly MarkedRow[]) => readonly PublishedTotal[];
  /** Why there may be no published totals, where one would miss them. */
  readonly publishedNeed: string | undefined;
  /** How rows are drawn when the published totals are drawn again: strata keep their size, a cluster stays together. */
  readonly drawn: (row: MarkedRow) => { readonly stratum: string; readonly cluster?: string };
}

export interface MarkedRow {
  readonly id: string;
  readonly problem: Row;
  readonly answer: Row;
  readonly mark: Mark;
}

/** The kinds by which a table breaks down, such as `task`, with the group or groups that a row belongs to. */
export type Groups = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface PublishedTotal {
  readonly name: string;
  readonly value: number;
  /** Shares are printed as percent, points as they are. */
  readonly unit: 'share' | 'points';
}

/** Columns that any harness may have used, tried after a benchmark's own; the last two are lmms-eval's. */
export const responseColumns: Columns = [
  ...['response', 'prediction', 'output', 'predict', 'pred'],
  ...['resps', 'filtered_resps'],
];

type Choices = Partial<Omit<ScorerEntry, 'name' | 'version' | 'begin' | 'responses'>> & {
  readonly line: string;
  readonly responses?: Columns;
};

export function entry<Problem>(
  scorer: Scorer<Problem>,
  problemOf: (row: Row) => Problem,
  choices: Choices,
): ScorerEntry {
  return entryOf(scorer, () => (response, row) => scorer.mark(response, problemOf(row)), choices);
}

export function entryOf(
  { name, version }: Pick<ScorerEntry, 'name' | 'version'>,
  begin: ScorerEntry['begin'],
  { responses = [], ...choices }: Choices,
): ScorerEntry {
  return {
    scope: [],
    groups: () => ({}),
    published: () => [],
    publishedNeed: undefined,
    drawn: () => ({ stratum: '' }),
    ...choices,
    name,
    version,
    begin,
    responses: [...new Set([...responses, ...responseColumns])],
  };
}

export function isRight({ mark }: MarkedRow): boolean {
  return mark.value === 1;
}

/** One group of a kind: its name and rows, in order of first appearance. */
export function groupRows<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
