import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Row } from '../scorers/catalogue/row.ts';
import { UsageError } from '../usage-error.ts';
import { FileError } from './file-error.ts';

/** A row and where it stands, `preds.jsonl:3`, for complaints. */
export interface PlacedRow {
  readonly row: Row;
  readonly place: string;
  /** Counted from 0, the id of rows that have none. */
  readonly index: number;
}

interface Placed {
  readonly value: unknown;
  readonly place: string;
}

/**
 * The rows of a file, each an object:
 * - JSONL, or a JSON list;
 * - JSON of one object, whose names are ids and whose values are rows, or the texts of `column`;
 * - MME's text files (picture, question, answer and response between tabs), or a folder of them, one for each task.
 *
 * All of them may be packed as .gz. `run` picks one of several: a name in a JSON object or a column of each row.
 */
export function readRows(path: string, column: string, run: string | undefined): readonly PlacedRow[] {
  const placed = filesAt(path).flatMap((file) => readFile(file, run));
  const complaints: string[] = [];
  const rows: PlacedRow[] = [];
  for (const { value, place } of placed) {
    const row = rowOf(value, column, run);
    if (row === undefined) complaints.push(`${place}: this is not an object with columns`);
    else rows.push({ row, place, index: rows.length });
  }
  if (complaints.length > 0) throw new FileError(complaints);
  if (rows.length === 0) throw new FileError([`${path}: there is nothing in it`]);
  return rows;
}

function filesAt(path: string): readonly string[] {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => /\.txt(\.gz)?$/.test(name));
  if (names.length === 0) throw new UsageError(`${path} is a folder, and no .txt file is in it.`);
  return names.sort().map((name) => join(path, name));
}

function readFile(path: string, run: string | undefined): readonly Placed[] {
  const source = textOf(path);
  if (/\.txt(\.gz)?$/.test(path)) return tabbedRows(source, path);
  if (!/\.json(\.gz)?$/.test(path)) return jsonLines(source, path);
  const whole = parsed(source, path);
  if (whole instanceof Error) throw new FileError([`${path}: this is not JSON: ${whole.message}`]);
  const value = isRow(whole) && run !== undefined && run in whole ? whole[run] : whole;
  if (Array.isArray(value)) return value.map((one, at) => ({ value: one, place: `${path}[${at}]` }));
  if (!isRow(value)) throw new FileError([`${path}: this is neither a list nor an object`]);
  return Object.entries(value).map(([id, one]) => ({
    value: isRow(one) ? { id, ...one } : [id, one],
    place: `${path}: ${id}`,
  }));
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return bytes.toString('utf8').replace(/^\ufeff/, '');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    throw new FileError([`${path}: this is not a gzip file`]);
  }
}

function jsonLines(source: string, path: string): readonly Placed[] {
  const complaints: string[] = [];
  const rows: Placed[] = [];
  for (const [at, line] of source.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${path}:${at + 1}`;
    const value = parsed(line, path);
    if (value instanceof Error) complaints.push(`${place}: this is not JSON: ${value.message}`);
    else rows.push({ value, place });
  }
  if (complaints.length > 0) throw new FileError(complaints);
  return rows;
}

function parsed(source: string, path: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    return error instanceof SyntaxError ? error : new Error(`${path}: ${String(error)}`);
  }
}

function tabbedRows(source: string, path: string): readonly Placed[] {
  const task = basename(path).replace(/\.txt(\.gz)?$/, '');
  return source.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const [image, question, answer, response] = line.split('\t');
    const row = { task, id: `${at + 1}`, image, question, answer, response };
    return [{ value: response === undefined ? line : row, place: `${path}:${at + 1}` }];
  });
}

/** A pair is an id with its text, out of a JSON object. */
function rowOf(value: unknown, column: string, run: string | undefined): Row | undefined {
  if (Array.isArray(value) && value.length === 2 && typeof value[1] === 'string')
    return { id: value[0], [column]: value[1] };
  if (!isRow(value)) return undefined;
  const picked = run === undefined ? undefined : value[run];
  if (isRow(picked)) return { ...value, ...picked };
  return typeof picked === 'string' ? { ...value, [column]: picked } : value;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
