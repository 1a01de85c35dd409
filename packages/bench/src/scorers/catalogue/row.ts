/** One line of a file, as whoever wrote it named its columns. Readers here take the first of several names that is there. */
import { parseStringList } from '../python/string-list.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A row lacks what a scorer needs; the message says which column, whoever reads the file adds the place. */
export class RowError extends Error {
  override readonly name = 'RowError';
}

export type Columns = readonly string[];

/** Under these names a problem says what is right. */
export const answerColumns: Columns = ['answer', 'target', 'label', 'gold', 'ground_truth'];

/** The value of the first of the columns that the row has and that is not null. */
export function find(row: Row, columns: Columns): unknown {
  const column = columns.find((name) => row[name] !== undefined && row[name] !== null);
  return column === undefined ? undefined : row[column];
}

/** Numbers and truth values count as their text, a list of one as what is in it. */
export function text(row: Row, columns: Columns): string {
  return plain(only(find(row, columns)), columns);
}

function only(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? only(value[0]) : value;
}

export function optionalText(row: Row, columns: Columns): string | undefined {
  const value = find(row, columns);
  return value === undefined ? undefined : plain(only(value), columns);
}

/** One text or several. */
export function texts(row: Row, columns: Columns): readonly string[] {
  const value = find(row, columns);
  const list = (Array.isArray(value) ? value : [value]).map((item) => plain(item, columns));
  if (list.length === 0) throw new RowError(`${columns[0]} is empty`);
  return list;
}

/** The options in order: a list, the text of a Python list, or an object by letter. None if there is no such column. */
export function options(row: Row, columns: Columns = ['options', 'choices', 'index2ans']): readonly string[] {
  const value = find(row, columns) ?? [];
  if (typeof value === 'string') return readPythonList(value, columns);
  if (typeof value !== 'object') throw new RowError(`${alternatives(columns)} is not a list`);
  return Object.values(value as object).map((item) => plain(item, columns));
}

/** The letter of the right option, which may be given as the letter, in brackets or not, or as its text. */
export function answerLetter(row: Row, among: readonly string[]): string {
  const answer = text(row, answerColumns);
  const letter = /^\(?([A-Z])\)?$/.exec(answer)?.[1];
  if (letter !== undefined) return letter;
  const place = among.indexOf(answer);
  if (place < 0) throw new RowError(`the answer "${answer}" is neither an option's letter nor its text`);
  return String.fromCharCode(65 + place);
}

function readPythonList(value: string, columns: Columns): readonly string[] {
  try {
    return parseStringList(value);
  } catch {
    throw new RowError(`${alternatives(columns)} is not a list`);
  }
}

function plain(value: unknown, columns: Columns): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const names = alternatives(columns);
  throw new RowError(
    value === undefined || value === null ? `there is no ${names}` : `${names} is not a text`,
  );
}

/** `answer, target or label`. */
export function alternatives(columns: Columns): string {
  const last = columns.at(-1) ?? '';
  return columns.length > 1 ? `${columns.slice(0, -1).join(', ')} or ${last}` : last;
}
