import { expect, test } from 'vitest';
import { writePixels } from './pixels.ts';

test('bytes are rescaled, then normalised by channel, and laid out channel by channel', () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(0, 255, 51, 255, 0, 102) };
  const target = new Float32Array(8).fill(9);
  writePixels(image, { rescale: 1 / 255, mean: [0.5, 0.25, 0], deviation: [0.5, 0.25, 0.1] }, target, 1);
  const expected = [9, -1, 1, 3, -1, 2, 4, 9];
  target.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at]!, 5);
  });
});
