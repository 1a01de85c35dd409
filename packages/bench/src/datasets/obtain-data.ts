import { DataMissing, type DataSource } from './data-source.ts';
import { type FetchOptions, fetchData } from './fetch-data.ts';
import { type FoundData, findData } from './find-data.ts';

/** Where data sets are: what was said, or `VR_BENCH_DATA`, or `data` in the working folder. */
export function dataFolderOf(said: string | undefined): string {
  return said ?? process.env.VR_BENCH_DATA ?? 'data';
}

/** The data if they are there; else they are fetched, where that can be done. Throws `DataMissing`. */
export async function obtainData(
  source: DataSource,
  dataFolder: string,
  options: FetchOptions = {},
): Promise<FoundData> {
  try {
    return await findData(source, dataFolder);
  } catch (error) {
    if (!(error instanceof DataMissing) || source.type === 'folder') throw error;
  }
  await fetchData(source, dataFolder, options);
  return findData(source, dataFolder);
}
