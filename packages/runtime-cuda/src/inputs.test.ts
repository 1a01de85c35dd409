import { uniform } from '@vr/core';
import { expect, test } from 'vitest';
import { maskWriter, writeEmbeddings } from './inputs.ts';
import type { Run } from './pack.ts';

const [rows, contextLength] = [6, 12];
const maskOf = (mask: Int32Array, from: number, count: number, width: number) =>
  Array.from({ length: count }, (_, row) => {
    const bits = Array.from({ length: width }, (_, at) => mask[2 * (from + row * width + at)]);
    return bits.join('');
  });
const onesOf = (count: number, width: number) => '1'.repeat(count) + '0'.repeat(width - count);

test('each row of a mask holds ones up to its length, whatever ran before', () => {
  const step = new Int32Array(2 * rows * contextLength);
  const prompt = new Int32Array(2 * rows * contextLength);
  const masks = maskWriter(step, prompt, rows, contextLength);
  for (let draw = 0; draw < 300; draw++) {
    let draws = 0;
    const int = (limit: number) => Math.floor(uniform(draw, draws++, 0) * limit);
    const first = int(rows);
    const count = 1 + int(rows - first);
    const filled = (row: number) => (row * 5) % (contextLength - 1);
    const kind = int(3);
    if (kind === 0) {
      const length = 2 + int(contextLength - 2);
      const lengths = Array.from({ length: count }, () => 2 + int(length - 1));
      const slots = lengths.map((each, feed) => ({ feed, start: 0, length: each }));
      expect(masks.write({ first, length, slots }, filled)).toBe(length);
      expect(maskOf(prompt, 0, count, length)).toEqual(lengths.map((each) => onesOf(each, length)));
    } else if (kind === 1) {
      const starts = Array.from({ length: count }, (_, index) =>
        index > 0 && int(3) === 0 ? -1 : int(contextLength),
      );
      const slots = starts.map((start, feed) => (start < 0 ? undefined : { feed, start, length: 1 }));
      expect(masks.write({ first, length: 1, slots }, filled)).toBe(contextLength);
      expect(maskOf(step, first * contextLength, count, contextLength)).toEqual(
        starts.map((start, index) => onesOf((start < 0 ? filled(first + index) : start) + 1, contextLength)),
      );
    } else {
      const start = 1 + int(contextLength - 3);
      const length = 2 + int(contextLength - start - 1);
      expect(masks.write({ first, length, slots: [{ feed: 0, start, length }] }, filled)).toBe(
        start + length,
      );
      expect(maskOf(step, first * contextLength, 1, start + length)).toEqual(['1'.repeat(start + length)]);
    }
  }
  expect(step.every((half, at) => at % 2 === 0 || half === 0)).toBe(true);
});

test('each position gets its embedding, patches of a picture together, and where nothing is read nothing is written', () => {
  const into = new Float32Array(2 * 3 * 2).fill(-1);
  const run: Run = {
    first: 3,
    length: 3,
    slots: [
      { feed: 1, start: 1, length: 3 },
      { feed: 0, start: 0, length: 2 },
    ],
  };
  const positions = [
    [5, -8],
    [9, -6, -7, 4],
  ];
  const asked: number[] = [];
  const embedding = (position: number, count: number) => {
    asked.push(count);
    return Float32Array.from({ length: 2 * count }, (_, i) => position - (i >> 1) + (i % 2) / 2);
  };
  writeEmbeddings(into, run, positions, embedding);
  expect([...into]).toEqual([-6, -5.5, -7, -6.5, 4, 4.5, 5, 5.5, -8, -7.5, -1, -1]);
  expect(asked).toEqual([2, 1, 1, 1]);
  writeEmbeddings(
    into,
    { first: 0, length: 1, slots: [undefined, { feed: 0, start: 0, length: 1 }] },
    [[3]],
    embedding,
  );
  expect([...into.subarray(0, 4)]).toEqual([-6, -5.5, 3, 3.5]);
});
