import type { ScorerEntry } from '../scorers/catalogue/entry.ts';
import { type Columns, find, type Row } from '../scorers/catalogue/row.ts';
import { FileError } from './file-error.ts';
import type { PlacedRow } from './read-rows.ts';

/** A problem and what a model answered to it. */
export interface JoinedRow {
  readonly id: string;
  readonly problem: PlacedRow;
  readonly answer: PlacedRow;
}

export interface Joined {
  readonly rows: readonly JoinedRow[];
  /** Ids of problems without a prediction. */
  readonly missing: readonly string[];
  /** Ids of predictions without a problem. */
  readonly unknown: readonly string[];
}

const idColumns: Columns = [
  ...['id', 'pid', 'questionId', 'question_id', 'idx', 'qid', 'sampleId', 'sample_id', 'unique_id'],
  ...['doc_id', 'i'],
];

/** Rows that hold the problem and the answer both. */
export function joinedAlready(rows: readonly PlacedRow[], entry: ScorerEntry): Joined {
  return {
    rows: rows.map((row) => ({ id: idOf(row, entry.scope), problem: row, answer: row })),
    missing: [],
    unknown: [],
  };
}

/** In the order of the problems. */
export function joinRows(
  problems: readonly PlacedRow[],
  answers: readonly PlacedRow[],
  entry: ScorerEntry,
): Joined {
  const byId = indexed(problems, entry.scope);
  const bare = byBareId(problems);
  const answered = new Map<PlacedRow, PlacedRow>();
  const unknown: string[] = [];
  const complaints: string[] = [];
  for (const answer of answers) {
    const id = idOf(answer, entry.scope);
    // Either side may know a scope, such as the category, of which the other says nothing.
    const problem = byId.get(id) ?? bare.get(id) ?? byId.get(idOf(answer, []));
    if (problem === undefined) {
      unknown.push(id);
      continue;
    }
    const before = answered.get(problem);
    if (before) complaints.push(`${answer.place}: "${id}" was answered before, in ${before.place}`);
    else answered.set(problem, answer);
  }
  if (complaints.length > 0) throw new FileError(complaints);
  return {
    rows: problems.flatMap((problem) => {
      const answer = answered.get(problem);
      return answer ? [{ id: idOf(problem, entry.scope), problem, answer }] : [];
    }),
    missing: problems.filter((row) => !answered.has(row)).map((row) => idOf(row, entry.scope)),
    unknown,
  };
}

function idOf({ row, index }: PlacedRow, scope: Columns): string {
  const within = scope.flatMap((column) => (isPresent(row, column) ? [String(row[column])] : []));
  return [...within, String(find(row, idColumns) ?? index)].join(' ');
}

function isPresent(row: Row, column: string): boolean {
  return row[column] !== undefined && row[column] !== null;
}

function indexed(problems: readonly PlacedRow[], scope: Columns): ReadonlyMap<string, PlacedRow> {
  const byId = new Map<string, PlacedRow>();
  const complaints: string[] = [];
  for (const problem of problems) {
    const id = idOf(problem, scope);
    const before = byId.get(id);
    if (before) complaints.push(`${problem.place}: the id "${id}" stands in ${before.place} already`);
    else byId.set(id, problem);
  }
  if (complaints.length > 0) throw new FileError(complaints);
  return byId;
}

/** Problems whose id is unique without its scope. */
function byBareId(problems: readonly PlacedRow[]): ReadonlyMap<string, PlacedRow> {
  const byId = new Map<string, PlacedRow>();
  const several = new Set<string>();
  for (const problem of problems) {
    const id = idOf(problem, []);
    if (byId.has(id)) several.add(id);
    byId.set(id, problem);
  }
  for (const id of several) byId.delete(id);
  return byId;
}
