import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Row } from '../scorers/catalogue/row.ts';
import { DataInvalid } from './data-source.ts';
import type { RowFile } from './row-file.ts';

/** Rows with pictures in them are large, and some writers put thousands of them into one row group. */
const bytesAtOnce = 64e6;
const mostRowsAtOnce = 1000;

/** Reads a stretch of rows at a time, and none of stretches in which none is wanted. */
export async function openParquet(path: string): Promise<RowFile> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw new DataInvalid(`${path}: this is not a whole Parquet file (${reasonOf(error)}); fetch it anew`);
  });
  const groups = metadata.row_groups.map(({ num_rows, total_byte_size }) => ({
    rows: Number(num_rows),
    bytes: Number(total_byte_size),
  }));
  return {
    count: async () => groups.reduce((sum, { rows }) => sum + rows, 0),
    async *rows({ columns, wanted = () => true } = {}) {
      const only = columns?.filter((column) => topColumns(metadata.schema).has(column));
      for (const [rowStart, rowEnd] of stretches(groups)) {
        const indices = range(rowStart, rowEnd).filter(wanted);
        if (indices.length === 0) continue;
        if (only?.length === 0) {
          yield* indices.map((index) => ({ index, row: {} }));
          continue;
        }
        const options = { file, metadata, compressors, utf8: false, useOffsetIndex: true };
        const rows = await parquetReadObjects({
          ...options,
          ...(only && { columns: only }),
          rowStart,
          rowEnd,
        }).catch((error: unknown) => {
          throw new DataInvalid(
            `${path}: rows ${rowStart} to ${rowEnd - 1} cannot be read (${reasonOf(error)})`,
          );
        });
        for (const index of indices) yield { index, row: plain(rows[index - rowStart]!) as Row };
      }
    },
  };
}

/** First row and end of each stretch; none goes across row groups. */
function stretches(groups: readonly { readonly rows: number; readonly bytes: number }[]) {
  let start = 0;
  return groups.flatMap(({ rows, bytes }) => {
    const atOnce = Math.max(
      1,
      Math.min(mostRowsAtOnce, Math.floor((bytesAtOnce * rows) / Math.max(bytes, 1))),
    );
    const from = start;
    start += rows;
    return range(0, Math.ceil(rows / atOnce)).map(
      (cut) => [from + cut * atOnce, Math.min(start, from + (cut + 1) * atOnce)] as const,
    );
  });
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}

/** The schema is a tree written depth first, its root first. */
function topColumns(
  schema: readonly { readonly name: string; readonly num_children?: number | undefined }[],
): ReadonlySet<string> {
  const names = new Set<string>();
  let next = 1;
  const skip = () => {
    const children = schema[next++]?.num_children ?? 0;
    for (let child = 0; child < children; child++) skip();
  };
  while (next < schema.length) {
    names.add(schema[next]!.name);
    skip();
  }
  return names;
}

/** Whole numbers of 64 bits as numbers, as far as they fit; the same below lists and structs, pictures apart. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
