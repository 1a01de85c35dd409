import { uniform } from '@vr/core';
import { expect, test } from 'vitest';
import { type Feed, type Limits, pack, type Run } from './pack.ts';

const limits: Limits = { positionsPerRun: 1000, hasRoom: () => true };
const spans = (runs: readonly Run[]) => runs.map(({ first, length, slots }) => [first, slots.length, length]);
const step = (row: number): Feed => ({ row, start: 50, end: 51 });
const prompt = (row: number, end: number): Feed => ({ row, start: 0, end });
const chunk = (row: number, length: number): Feed => ({ row, start: 50, end: 50 + length });

test('every position is fed once, in order, whatever the batch', () => {
  for (let seed = 0; seed < 300; seed++) {
    let draws = 0;
    const int = (limit: number) => Math.floor(uniform(seed, draws++, 0) * limit);
    const rows = Array.from({ length: 24 }, (_, row) => row).filter(() => int(2) === 0);
    const feeds = rows
      .map((row): Feed => {
        const start = int(3) === 0 ? 0 : 1 + int(40);
        return { row, start, end: start + 1 + (int(2) === 0 ? 0 : int(9)) };
      })
      .sort(() => int(3) - 1);
    const next = feeds.map(({ start }) => start);
    for (const { first, length, slots } of pack(feeds, {
      positionsPerRun: 40,
      hasRoom: (row) => row % 7 > 0,
    })) {
      expect(slots[0]).toBeDefined();
      for (const [index, slot] of slots.entries()) {
        if (slot === undefined) {
          expect([length, (first + index) % 7 > 0]).toEqual([1, true]);
          continue;
        }
        expect(first + index).toBe(feeds[slot.feed]!.row);
        expect(slot.start).toBe(next[slot.feed]!);
        if (slots.length > 1 && length > 1) expect(slot.start).toBe(0);
        next[slot.feed]! += slot.length;
      }
    }
    expect(next).toEqual(feeds.map(({ end }) => end));
  }
});

test('rows that decode side by side are one run', () => {
  expect(spans(pack([step(2), step(0), step(1)], limits))).toEqual([[0, 3, 1]]);
});

test('small gaps idle, large gaps split', () => {
  expect(spans(pack([step(0), step(2)], limits))).toEqual([[0, 3, 1]]);
  expect(spans(pack([step(0), step(30)], limits))).toEqual([
    [0, 1, 1],
    [30, 1, 1],
  ]);
});

test('a full row does not idle: it has no position to spare', () => {
  expect(spans(pack([step(0), step(2)], { ...limits, hasRoom: () => false }))).toEqual([
    [0, 1, 1],
    [2, 1, 1],
  ]);
});

test('prompts of about one length are one prefill, padded to the longest', () => {
  expect(spans(pack([prompt(0, 90), prompt(1, 88), prompt(2, 91)], limits))).toEqual([[0, 3, 91]]);
});

test('prompts of very different lengths, or in rows apart, are not', () => {
  expect(pack([prompt(0, 10), prompt(1, 200), prompt(2, 10)], limits)).toHaveLength(3);
  expect(pack([prompt(0, 90), prompt(2, 90)], limits)).toHaveLength(2);
});

test('a run has at most the positions it may have: what is longer runs in pieces, alone', () => {
  const runs = pack(
    [prompt(0, 400), prompt(1, 400), prompt(2, 400), prompt(3, 1500), chunk(4, 1001)],
    limits,
  );
  expect(spans(runs)).toEqual([
    [0, 2, 400],
    [2, 1, 400],
    [4, 1, 1000],
    [4, 1, 1],
    [3, 1, 1000],
    [3, 1, 500],
  ]);
});

test('planned anew after each run, what is left is run as it was planned', () => {
  const runs: Run[] = [];
  let feeds = [prompt(0, 400), prompt(1, 390), prompt(3, 2500), chunk(4, 30), step(5), step(6)];
  for (let [run] = pack(feeds, limits); run !== undefined; [run] = pack(feeds, limits)) {
    runs.push(run);
    const fed = new Map(run.slots.map((slot) => [slot!.feed, slot!.length]));
    feeds = feeds.map((feed, index) => ({ ...feed, start: feed.start + (fed.get(index) ?? 0) }));
  }
  expect(spans(runs)).toEqual(
    spans(pack([prompt(0, 400), prompt(1, 390), prompt(3, 2500), chunk(4, 30), step(5), step(6)], limits)),
  );
});

test('long chunks run alone, many short ones take steps together with the rest', () => {
  expect(spans(pack([chunk(0, 30), chunk(1, 40)], limits))).toEqual([
    [0, 1, 30],
    [1, 1, 40],
  ]);
  const drafts = Array.from({ length: 16 }, (_, row) => chunk(row, 3));
  expect(spans(pack([...drafts, step(16)], limits))).toEqual([
    [0, 17, 1],
    [0, 16, 1],
    [0, 16, 1],
  ]);
});

test('nothing to feed is nothing to run', () => {
  expect(pack([], limits)).toEqual([]);
});
