import { fork, type Sequence, uniform } from '@vr/core';
import { expect, test } from 'vitest';
import { pack } from './pack.ts';
import type { Reader } from './placing.ts';
import { type RowTable, rowTable } from './rows.ts';
import { cacheOf } from './testing/cache.ts';

const sequenceOf = (items: number[]): Sequence => ({ items, done: false });
const seen = new WeakMap<Sequence, { readonly items: readonly unknown[]; readonly cuts: number }>();
/** How often what was read was not all there any more. */
function cutsOf(sequence: Sequence): number {
  const before = seen.get(sequence) ?? { items: [], cuts: 0 };
  const cut = before.items.some((item, at) => item !== sequence.items[at]);
  const cuts = before.cuts + (cut ? 1 : 0);
  seen.set(sequence, { items: [...sequence.items], cuts });
  return cuts;
}
const reader = (sequence: Sequence, rows = 1): Reader => ({
  sequence,
  positions: sequence.items as number[],
  cuts: cutsOf(sequence),
  rows,
});
/** Places these readers, and what they were to be fed arrives. */
function placed(table: RowTable, ...readers: readonly Reader[]) {
  expect(table.mustWait(readers)).toBe(false);
  const placements = table.place(readers);
  for (const { row } of placements) table.arrived(row);
  return placements;
}
const count = (length: number, from = 0) => Array.from({ length }, (_, index) => from + index);

test('random appends, truncations, forks and ends read the same through a cache', () => {
  for (let seed = 0; seed < 150; seed++) {
    let draws = 0;
    const int = (limit: number) => Math.floor(uniform(seed, draws++, 0) * limit);
    const [rows, contextLength] = [1 + int(8), 70];
    const table = rowTable(rows);
    const cache = cacheOf(rows, contextLength);
    const limits = { positionsPerRun: 100, hasRoom: (row: number) => table.filled(row) < contextLength };
    let live = [sequenceOf(count(20 + int(20)))];

    for (let step = 0; step < 60; step++) {
      const sequence = live[int(live.length)]!;
      const move = int(8);
      const room = contextLength - sequence.items.length;
      if (move <= 2) sequence.items.push(...count(Math.min(room, 1 + int(4)), int(3)));
      else if (move === 3) sequence.items.length = 1 + int(sequence.items.length);
      else if (move === 4 && live.length < 12) live.push(fork(sequence));
      else if (move === 5 && live.length < 12) live.push(sequenceOf(count(18 + int(30), int(2))));
      else if (move === 6 && live.length > 1) {
        sequence.done = true;
        live = live.filter((other) => other !== sequence);
      }

      const batch = live
        .filter(() => int(2) === 0)
        .slice(0, rows)
        .map((each) => reader(each, 1 + int(Math.min(4, each.items.length))));
      const placements = placed(table, ...batch);
      cache.copy(placements);
      const feeds = placements.map(({ row, keep }, index) => {
        const end = batch[index]!.positions.length;
        expect(end - keep).toBeGreaterThanOrEqual(batch[index]!.rows);
        return { row, start: keep, end };
      });
      expect(new Set(placements.map(({ row }) => row)).size).toBe(batch.length);
      const positions = batch.map((each) => each.positions);
      for (const run of pack(feeds, limits)) cache.run(run, positions, table.filled);
    }
  }
});

test('a sequence that grows keeps its row and is fed only what is new', () => {
  const table = rowTable(4);
  const [one, other] = [sequenceOf(count(20)), sequenceOf(count(20, 100))];
  placed(table, reader(one), reader(other));
  one.items.push(7);
  expect(placed(table, reader(one))).toEqual([{ row: 0, copyFrom: undefined, keep: 20 }]);
  other.items.push(7, 8);
  expect(placed(table, reader(other, 2))).toEqual([{ row: 1, copyFrom: undefined, keep: 20 }]);
});

test('rows that are asked about again are fed again', () => {
  const table = rowTable(1);
  const sequence = sequenceOf(count(20));
  placed(table, reader(sequence));
  expect(placed(table, reader(sequence, 5))[0]!.keep).toBe(15);
});

test('a fork copies what it shares with any row, whoever its parent is', () => {
  const table = rowTable(4);
  const parent = sequenceOf(count(40));
  placed(table, reader(parent));
  const child = fork(parent);
  child.items.push(5);
  expect(placed(table, reader(child))).toEqual([{ row: 1, copyFrom: 0, keep: 40 }]);
  const stranger = sequenceOf([...count(30), 5]);
  expect(placed(table, reader(stranger))).toEqual([{ row: 2, copyFrom: 0, keep: 30 }]);
});

test('a short beginning is not worth a copy', () => {
  const table = rowTable(4);
  placed(table, reader(sequenceOf([...count(10), 1])));
  expect(placed(table, reader(sequenceOf([...count(10), 2])))).toEqual([
    { row: 1, copyFrom: undefined, keep: 0 },
  ]);
});

test('the lowest free row goes first, then the sequence idle longest', () => {
  const table = rowTable(3);
  const [a, b, c, d, e] = count(5).map((n) => sequenceOf(count(20, 100 * n))) as [
    Sequence,
    Sequence,
    Sequence,
    Sequence,
    Sequence,
  ];
  placed(table, reader(a), reader(b), reader(c));
  b.done = true;
  expect(placed(table, reader(d))[0]!.row).toBe(1);
  expect(table.evictions()).toBe(0);
  placed(table, reader(a));
  expect(placed(table, reader(e))[0]!.row).toBe(2);
  expect(table.evictions()).toBe(1);
});

test('scattered sequences move down into free rows until they are side by side', () => {
  const table = rowTable(32);
  const all = count(32).map((n) => sequenceOf(count(20, 100 * n)));
  placed(table, ...all.map((each) => reader(each)));
  const left = [0, 9, 21, 30].map((index) => all[index]!);
  for (const each of all) each.done = !left.includes(each);
  let rows: number[] = [];
  let fed = 0;
  for (let step = 0; step < 5; step++) {
    for (const each of left) each.items.push(step);
    const placements = placed(table, ...left.map((each) => reader(each)));
    rows = placements.map(({ row }) => row);
    fed += placements.reduce((sum, { keep }, index) => sum + left[index]!.items.length - keep, 0);
  }
  expect(Math.max(...rows) - Math.min(...rows)).toBeLessThan(8);
  expect(fed).toBe(4 * 5);
  expect(table.evictions()).toBe(0);
});

test('what did not arrive is not taken as cached', () => {
  const table = rowTable(2);
  const sequence = sequenceOf(count(20));
  const row = placed(table, reader(sequence))[0]!.row;
  table.forget(row);
  expect(table.filled(row)).toBe(0);
  expect(placed(table, reader(sequence))[0]!.keep).toBe(0);
});

test('more sequences than rows are refused', () => {
  const two = [sequenceOf([1]), sequenceOf([2])].map((each) => reader(each));
  expect(() => rowTable(1).mustWait(two)).toThrow(RangeError);
});
