import type { MarkedRow, ScorerEntry } from '../scorers/catalogue/entry.ts';
import { alternatives, type Columns, type Row, RowError, text } from '../scorers/catalogue/row.ts';
import { FileError } from './file-error.ts';
import type { JoinedRow } from './join-rows.ts';
import type { PlacedRow } from './read-rows.ts';

/** Marks every row in order; throws `FileError` with the place of each row that lacks what the scorer needs. */
export function markRows(
  entry: ScorerEntry,
  rows: readonly JoinedRow[],
  column: string | undefined,
): readonly MarkedRow[] {
  const columns = column === undefined ? entry.responses : [column];
  if (rows.every(({ answer }) => columnOf(answer.row, columns) === undefined))
    throw new FileError(rows.slice(0, 1).map(({ answer }) => noColumn(answer, columns)));
  const mark = entry.begin();
  const marked: MarkedRow[] = [];
  const complaints: string[] = [];
  for (const { id, problem, answer } of rows) {
    const response = placed(complaints, answer.place, () => responseOf(answer.row, columns));
    const made =
      response === undefined
        ? undefined
        : placed(complaints, problem.place, () => mark(response, problem.row));
    if (made) marked.push({ id, problem: problem.row, answer: answer.row, mark: made });
  }
  if (complaints.length > 0) throw new FileError(complaints);
  return marked;
}

/** Null, which some harnesses write for no answer, is the empty answer. */
function responseOf(row: Row, columns: Columns): string {
  const present = columnOf(row, columns);
  if (present === undefined) throw new RowError(`there is no ${alternatives(columns)}`);
  return row[present] === null ? '' : text(row, [present]);
}

function placed<T>(complaints: string[], place: string, compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    complaints.push(`${place}: ${error.message}`);
    return undefined;
  }
}

function columnOf(row: Row, columns: Columns): string | undefined {
  return columns.find((column) => row[column] !== undefined);
}

function noColumn({ row, place }: PlacedRow, columns: Columns): string {
  const there = Object.keys(row).join(', ');
  return `${place}: no row has a column ${alternatives(columns)}; this one has ${there}. --preds names another file, --column another column, --run one of several runs.`;
}
