import { expect, test } from 'vitest';
import { pictureBook } from './vision.ts';

const sizes = { patchSize: 8, imageSize: 64, hiddenSize: 4 };
const image = (width: number, height: number, byte = 0) => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(byte),
});

test('images are numbered by their content and shape', () => {
  const picture = pictureBook('m', sizes);
  const [first, again, other, turned] = [
    image(8, 16, 1),
    image(8, 16, 1),
    image(8, 16, 2),
    image(16, 8, 1),
  ].map(picture);
  expect(again!.number).toBe(first!.number);
  expect(new Set([first, other, turned].map((each) => each!.number)).size).toBe(3);
  expect(first!.patches).toBe(2);
});

test('an image that the encoder does not take is refused with its size', () => {
  const picture = pictureBook('m', sizes);
  expect(() => picture(image(100, 64))).toThrow(
    '"m" takes images whose sides are multiples of 8 up to 64; this one is 100×64',
  );
  expect(() => picture(image(72, 64))).toThrow(RangeError);
  expect(() => picture(image(0, 64))).toThrow(RangeError);
  expect(() => picture({ ...image(64, 64), data: new Uint8Array(5) })).toThrow(
    '12288 bytes (RGB); this one has 5',
  );
});
