import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openRows, type RowChoice } from './row-file.ts';
import { parquet, png, temporaryFolder, writeFiles } from './testing.ts';

const rows = Array.from({ length: 300 }, (_, at) => ({ id: `q${at}`, question: `What is "${at}", then?` }));
const lines = `${rows.map((row) => JSON.stringify(row)).join('\n')}\n\n`;
const quoted = rows.map(({ id, question }) => `${id},"${question.replaceAll('"', '""')}"`);
const files = {
  'rows.parquet': parquet(rows, 130),
  'rows.jsonl': lines,
  'rows.jsonl.gz': gzipSync(lines),
  'rows.json': JSON.stringify(rows),
  'rows.csv': `id,question\n${quoted.join('\n')}\n`,
};

async function read(path: string, choice?: RowChoice) {
  const opened = await openRows(path);
  const found = [];
  for await (const row of opened.rows(choice)) found.push(row);
  return found;
}

describe.each(Object.keys(files) as (keyof typeof files)[])('%s', (name) => {
  test('gives the rows that were written, in order, and their number', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { [name]: files[name] });
    const path = join(folder, name);
    expect(await (await openRows(path)).count()).toBe(rows.length);
    expect(await read(path)).toEqual(rows.map((row, index) => ({ index, row })));
  });

  test('gives the rows that are wanted with their places', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { [name]: files[name] });
    const found = await read(join(folder, name), { wanted: (index) => index % 97 === 5 });
    expect(found).toEqual([5, 102, 199, 296].map((index) => ({ index, row: rows[index] })));
  });
});

describe('a Parquet file', () => {
  test('gives pictures as bytes, lists, and whole numbers as numbers', async () => {
    const folder = await temporaryFolder();
    const bytes = await png('red');
    const row = { image: { bytes, path: null }, options: ['a', 'b'], level: 3n, none: null };
    await writeFiles(folder, { 'a.parquet': parquet([row]) });
    const [found] = await read(join(folder, 'a.parquet'));
    expect(found!.row).toMatchObject({ options: ['a', 'b'], level: 3, none: null });
    expect(Buffer.compare((found!.row.image as typeof row.image).bytes, bytes)).toBe(0);
  });

  test('gives only the columns that are asked for, if it has them', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'a.parquet': files['rows.parquet'] });
    const path = join(folder, 'a.parquet');
    expect((await read(path, { columns: ['id', 'url'] }))[7]?.row).toEqual({ id: 'q7' });
    expect(await read(path, { columns: ['url'] })).toHaveLength(rows.length);
  });

  test('that was cut off is named', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'a.parquet': files['rows.parquet'].subarray(0, 500) });
    await expect(openRows(join(folder, 'a.parquet'))).rejects.toThrow(
      /a\.parquet: this is not a whole Parquet file/,
    );
  });
});

test.each([
  ['a.jsonl', '{"id":1}\n{"id":', /a\.jsonl:2: this is not JSON/],
  ['a.jsonl', '[1]', /a\.jsonl:1: expected an object with columns/],
  ['a.json', '{}', /a\.json: expected a JSON list/],
  ['a.csv', 'a,b\n1,"2', /a\.csv: row 0 cannot be read/],
  ['a.jsonl.gz', 'plain', /incorrect header check/],
  ['a.tsv', 'a\tb', /a\.tsv: expected a file that ends in/],
])('%s with %j is named with its place', async (name, content, message) => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { [name]: content });
  await expect(read(join(folder, name))).rejects.toThrow(message);
});
