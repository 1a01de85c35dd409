import { extname } from 'node:path';
import type { Row } from '../scorers/catalogue/row.ts';
import { DataInvalid } from './data-source.ts';
import { openParquet } from './parquet-file.ts';
import { openText } from './text-file.ts';

/** One file of rows, read piece by piece. */
export interface RowFile {
  /** How many rows there are. */
  count(): Promise<number>;
  /** In order. */
  rows(choice?: RowChoice): AsyncGenerator<IndexedRow>;
}

export interface RowChoice {
  /** Only these columns are needed. */
  readonly columns?: readonly string[];
  /** Only these rows are needed. */
  readonly wanted?: (index: number) => boolean;
}

/** A row and its place in the file, from 0. */
export interface IndexedRow {
  readonly index: number;
  readonly row: Row;
}

/** Parquet, JSONL (also as .gz), JSON (a list) or CSV, told by the name. */
export async function openRows(path: string): Promise<RowFile> {
  const bare = path.replace(/\.gz$/, '');
  switch (extname(bare)) {
    case '.parquet':
      return openParquet(path);
    case '.jsonl':
    case '.json':
    case '.csv':
      return openText(path);
    default:
      throw new DataInvalid(
        `${path}: expected a file that ends in .parquet, .jsonl, .jsonl.gz, .json or .csv`,
      );
  }
}
