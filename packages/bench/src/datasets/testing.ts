/** Small data sets on disk, for tests. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by path, and the folders that they are in. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** A PNG of one colour. */
export async function png(background: string, width = 16, height = 8): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

type Cell = string | number | bigint | null | readonly string[] | Picture;

/** As the datasets library stores pictures. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly path: string | null;
}

/** Rows with pictures as Hugging Face has them, in row groups of `rowGroupSize`. Each row has every column. */
export function parquet(rows: readonly Readonly<Record<string, Cell>>[], rowGroupSize = 100): Uint8Array {
  const columnData = Object.keys(rows[0]!).map((name) => ({ name, data: rows.map((row) => row[name]) }));
  const columns = columnData.map(({ name, data }) =>
    schemaOf(
      name,
      data.find((cell) => cell !== null),
    ),
  );
  const schema = [
    { name: 'root', num_children: columns.length, repetition_type: 'REQUIRED' },
    ...columns.flat(),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, rowGroupSize } as never));
}

function schemaOf(name: string, cell: unknown): readonly object[] {
  const optional = { name, repetition_type: 'OPTIONAL' };
  if (typeof cell === 'number') return [{ ...optional, type: 'DOUBLE' }];
  if (typeof cell === 'bigint') return [{ ...optional, type: 'INT64' }];
  if (Array.isArray(cell))
    return [
      { ...optional, num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    ];
  if (typeof cell === 'object')
    return [
      { ...optional, num_children: 2 },
      { name: 'bytes', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY' },
      { name: 'path', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    ];
  return [{ ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' }];
}
