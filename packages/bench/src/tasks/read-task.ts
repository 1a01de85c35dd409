import { join } from 'node:path';
import type { Message, Part } from '@vr/core';
import { DataInvalid } from '../datasets/data-source.ts';
import type { ImageSizes } from '../datasets/decode.ts';
import { type FoundData, findData } from '../datasets/find-data.ts';
import { decodePicture, pictureFile, pictureHash } from '../datasets/picture.ts';
import { openRows, type RowFile } from '../datasets/row-file.ts';
import { chooseScorer } from '../score/choose-scorer.ts';
import type { Groups } from '../scorers/catalogue/entry.ts';
import { type Row, RowError } from '../scorers/catalogue/row.ts';
import type { Mark } from '../scorers/scorer.ts';
import { seededRandom } from '../suites/random.ts';
import type { Asked, Place, Task } from './task.ts';

/** A question of a benchmark, ready to be asked. */
export interface TaskItem {
  readonly id: string;
  readonly prompt: readonly Message[];
  /** What is right, for people. */
  readonly target: string;
  /** The row as the scorer reads it. */
  readonly problem: Row;
  /** The key of the scorer. */
  readonly scorer: string;
  /** The kinds by which results break down. */
  readonly groups: Groups;
  /** Questions about the same picture are not independent: the hash of the first one, or else the id. */
  readonly cluster: string;
  /** The file and the row in it, from 0. */
  readonly place: Place;
}

export interface ReadOptions {
  /** So many questions, drawn from all; all of them if absent. */
  readonly limit?: number;
  /** Of the draw. @default 0 */
  readonly seed?: number;
  /**
   * Pictures are resized to what a model takes; as they are if absent. For methods that look at half the sides first,
   * `patchSize` is twice the model's.
   */
  readonly sizes?: ImageSizes;
}

/**
 * The questions of a benchmark in the order of its files. One row is held at a time, of Parquet 64 MB of them. Throws
 * `DataMissing` where the data are not in `dataFolder`, `DataInvalid` for a row that is no question.
 */
export async function* readTask(
  task: Task,
  dataFolder: string,
  { limit, seed = 0, sizes }: ReadOptions = {},
): AsyncGenerator<TaskItem> {
  const found = await findData(task.data, dataFolder);
  const chosen = limit === undefined ? undefined : draw(await kept(task, found), limit, seed, task.together);
  const ids = new Set<string>();
  for (const file of found.rows) {
    const rows = await openRows(join(found.folder, file));
    const inFile = chosen && new Set(chosen.filter((place) => place.file === file).map(({ index }) => index));
    const wanted = inFile && ((index: number) => inFile.has(index));
    for await (const { index, row } of rows.rows(wanted && { wanted })) {
      if (chosen === undefined && task.keep && !task.keep.test(row)) continue;
      const item = await itemOf(task, row, { file, index }, found, sizes);
      if (ids.has(item.id))
        throw new DataInvalid(
          `${join(found.folder, file)}, row ${index}: a row before has the id "${item.id}" too`,
        );
      ids.add(item.id);
      yield item;
    }
  }
}

/** How many questions `readTask` gives. */
export async function countTask(
  task: Task,
  dataFolder: string,
  { limit = Infinity }: Pick<ReadOptions, 'limit'> = {},
): Promise<number> {
  const found = await findData(task.data, dataFolder);
  const places = await kept(task, found);
  return Math.min(places.length, Math.ceil(limit / (task.together ?? 1)) * (task.together ?? 1));
}

/** What the scorer of an item makes of a model's answer, or where the task says so of a judge's reply. */
export function markItem({ scorer, problem }: TaskItem, response: string): Mark {
  return chooseScorer(scorer).begin()(response, problem);
}

/** Of every question; pictures are not read for it. */
async function kept(task: Task, { folder, rows }: FoundData): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const file of rows) {
    const opened = await openRows(join(folder, file));
    for await (const index of keptIn(opened, task)) places.push({ file, index });
  }
  return places;
}

async function* keptIn(file: RowFile, { keep }: Task): AsyncGenerator<number> {
  if (keep === undefined) {
    const count = await file.count();
    for (let index = 0; index < count; index++) yield index;
    return;
  }
  for await (const { index, row } of file.rows({ columns: keep.columns })) if (keep.test(row)) yield index;
}

/** Whole sets of rows that count together, at least `limit` rows if there are as many. */
function draw(places: readonly Place[], limit: number, seed: number, together = 1): readonly Place[] {
  const sets = Array.from({ length: Math.ceil(places.length / together) }, (_, at) => at);
  const count = Math.min(sets.length, Math.ceil(limit / together));
  const drawn = new Set(seededRandom(seed).sample(sets, count));
  return places.filter((_, at) => drawn.has(Math.floor(at / together)));
}

async function itemOf(
  task: Task,
  row: Row,
  at: Place,
  { folder }: FoundData,
  sizes: ImageSizes | undefined,
): Promise<TaskItem> {
  const place = `${join(folder, at.file)}, row ${at.index}`;
  const asked = askedOf(task, row, at, place);
  const hashes: string[] = [];
  const content: Part[] = [];
  for (const piece of asked.content) {
    if (typeof piece === 'string') {
      content.push({ type: 'text', text: piece });
      continue;
    }
    const file = await pictureFile(piece.picture, folder, place);
    hashes.push(pictureHash(file));
    content.push({ type: 'image', image: await decodePicture(file, place, sizes) });
  }
  const { id, problem, target } = asked;
  const scorer = asked.scorer ?? task.scorer;
  return {
    id,
    prompt: [{ role: 'user', content }],
    target,
    problem,
    scorer,
    groups: { ...groupsOf(scorer, id, problem), ...asked.groups },
    cluster: hashes[0] ?? id,
    place: at,
  };
}

/** A row that its scorer could not mark is complained of before a model is asked. */
function askedOf(task: Task, row: Row, at: Place, place: string): Asked {
  try {
    const asked = task.ask(row, at);
    if (task.marks === 'answers') chooseScorer(asked.scorer ?? task.scorer).begin()('', asked.problem);
    return asked;
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    throw new DataInvalid(`${place}: ${error.message}`);
  }
}

/** Scorers group by the problem; none of them looks at the mark for it. */
function groupsOf(scorer: string, id: string, problem: Row): Groups {
  const mark: Mark = { value: 0, read: undefined, rule: 'none' };
  return chooseScorer(scorer).groups({ id, problem, answer: {}, mark });
}
