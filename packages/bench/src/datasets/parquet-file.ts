import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Row } from '../scorers/catalogue/row.ts';
import { DataInvalid } from './data-source.ts';
import type { RowFile } from './row-file.ts';

/** Rows with pictures in them are large, and writers put up to a thousand of them into one row group. */
const mostRowsAtOnce = 64;

/** Reads at most `mostRowsAtOnce` rows at a time, and none of stretches in which none is wanted. */
export async function openParquet(path: string): Promise<RowFile> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw new DataInvalid(`${path}: this is not a whole Parquet file (${reasonOf(error)}); fetch it anew`);
  });
  const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  return {
    count: async () => groups.reduce((sum, rows) => sum + rows, 0),
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

/** Never across row groups. */
function stretches(groups: readonly number[]): readonly (readonly [number, number])[] {
  let start = 0;
  return groups.flatMap((rows) => {
    const end = start + rows;
    const cuts = range(0, Math.ceil(rows / mostRowsAtOnce)).map((cut) => start + cut * mostRowsAtOnce);
    start = end;
    return cuts.map((from) => [from, Math.min(end, from + mostRowsAtOnce)] as const);
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
