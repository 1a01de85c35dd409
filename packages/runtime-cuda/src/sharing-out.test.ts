import { fork, open, type Sequence } from '@vr/core';
import { expect, test } from 'vitest';
import type { Reader } from './placing.ts';
import { type Serving, sharedOut } from './sharing-out.ts';

const reader = (sequence: Sequence = open([])): Reader => ({
  sequence,
  positions: [1, 2, 3],
  cuts: 0,
  rows: 1,
});
const readers = (count: number) => Array.from({ length: count }, () => reader());
/** A stream with these sequences, room for so many more, and a beginning of so many positions read. */
const stream = (
  own: readonly Reader[],
  room: number,
  { idle = true, beginning = 0 }: { readonly idle?: boolean; readonly beginning?: number } = {},
): Serving => ({
  serves: (sequence) => own.some((one) => one.sequence === sequence),
  free: () => room,
  idle: () => idle,
  beginning: () => beginning,
});

test('a sequence stays where its cache is, and a fork goes where its parent is', () => {
  const [a, b] = [reader(), reader()];
  const child = reader(fork(a.sequence));
  expect(sharedOut([a, b, child], [stream([b], 9), stream([a], 9)])).toEqual([[b], [a, child]]);
});

test('new sequences go together to the stream of the others, as long as it has room', () => {
  const [old, ...fresh] = readers(4);
  expect(sharedOut([old!, ...fresh], [stream([], 9), stream([old!], 3)])).toEqual([[], [old, ...fresh]]);
  expect(sharedOut([old!, ...fresh], [stream([], 9), stream([old!], 2)])).toEqual([fresh, [old]]);
});

test('new sequences alone go to the emptiest stream, or to an idle one that knows how they begin', () => {
  const fresh = readers(3);
  const empty = stream([], 9);
  expect(sharedOut(fresh, [stream([], 8), empty])).toEqual([[], fresh]);
  expect(sharedOut(fresh, [stream([], 8, { beginning: 100 }), empty])).toEqual([fresh, []]);
  expect(sharedOut(fresh, [stream([], 8, { beginning: 5 }), empty])).toEqual([[], fresh]);
  expect(sharedOut(fresh, [stream([], 8, { beginning: 100, idle: false }), empty])).toEqual([[], fresh]);
});

test('new sequences alone go where they are asked to, if there is room and none has read much more of them', () => {
  const guests = readers(3).map((one) => ({ ...one, stream: 1 }));
  expect(sharedOut(guests, [stream([], 9), stream([], 8)])).toEqual([[], guests]);
  expect(sharedOut(guests, [stream([], 9), stream([], 2)])).toEqual([guests, []]);
  const [known, unknown] = [stream([], 9, { beginning: 40 }), stream([], 9, { beginning: 20 })];
  expect(sharedOut(guests, [known, unknown])).toEqual([guests, []]);
  expect(sharedOut(guests, [known, stream([], 9, { beginning: 30 })])).toEqual([[], guests]);
});

test('where no stream has room for all, they are spread evenly, also beyond all room', () => {
  const sizes = (count: number, ...rooms: number[]) =>
    sharedOut(
      readers(count),
      rooms.map((room) => stream([], room)),
    ).map(({ length }) => length);
  expect(sizes(64, 32, 32)).toEqual([32, 32]);
  expect(sizes(40, 32, 16)).toEqual([28, 12]);
  expect(sizes(10, 0, 0)).toEqual([5, 5]);
});

test('everything is in exactly one share', () => {
  const all = readers(50);
  const shares = sharedOut(all, [stream(all.slice(0, 7), 5), stream(all.slice(7, 9), 6), stream([], 30)]);
  expect(shares.flat()).toHaveLength(50);
  expect(new Set(shares.flat())).toEqual(new Set(all));
});
