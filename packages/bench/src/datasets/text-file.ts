import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { Row } from '../scorers/catalogue/row.ts';
import { DataInvalid } from './data-source.ts';
import type { IndexedRow, RowFile } from './row-file.ts';

/** JSONL and CSV line by line; JSON, which is a list, as a whole. A .gz is unpacked on the way. */
export function openText(path: string): RowFile {
  const read = () =>
    /\.jsonl(\.gz)?$/.test(path) ? lines(path) : /\.json$/.test(path) ? list(path) : csv(path);
  return {
    async count() {
      let count = 0;
      for await (const _ of read()) count++;
      return count;
    },
    async *rows({ wanted = () => true } = {}) {
      for await (const each of read()) if (wanted(each.index)) yield each;
    },
  };
}

async function* lines(path: string): AsyncGenerator<IndexedRow> {
  let index = 0;
  let number = 0;
  for await (const line of createInterface({ input: open(path), crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    yield { index: index++, row: asRow(parsed(line, `${path}:${number}`), `${path}:${number}`) };
  }
}

async function* list(path: string): AsyncGenerator<IndexedRow> {
  const value = parsed(await readFile(path, 'utf8'), path);
  if (!Array.isArray(value)) throw new DataInvalid(`${path}: expected a JSON list of objects`);
  for (const [index, item] of value.entries()) yield { index, row: asRow(item, `${path}[${index}]`) };
}

/** The first line names the columns. */
async function* csv(path: string): AsyncGenerator<IndexedRow> {
  let index = 0;
  try {
    for await (const row of open(path).pipe(parse({ columns: true, bom: true })))
      yield { index: index++, row: row as Row };
  } catch (error) {
    throw new DataInvalid(`${path}: row ${index} cannot be read (${(error as Error).message})`);
  }
}

/** An error of the file or of unpacking ends the stream that is read, so that whoever reads it hears of it. */
function open(path: string): Readable {
  const file = createReadStream(path);
  const through = path.endsWith('.gz') ? createGunzip() : new PassThrough();
  return pipeline(file, through, () => {});
}

function parsed(source: string, place: string): unknown {
  try {
    return JSON.parse(source.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new DataInvalid(`${place}: this is not JSON (${(error as Error).message})`);
  }
}

function asRow(value: unknown, place: string): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new DataInvalid(`${place}: expected an object with columns`);
}
