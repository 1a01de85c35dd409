import { expect, test } from 'vitest';
import { type DecoderSizes, decodeFlops, prefillFlops, sharedFlops } from './flops.ts';

const sizes = (hidden: number, feedForward: number, heads: number): DecoderSizes => ({
  hidden,
  feedForward,
  heads,
});

const models = [
  [sizes(1536, 8960, 12), [101_492_224, 107_684_224, 163_412_224], [82_630_160, 88_822_160, 144_550_160]],
  [sizes(3584, 18944, 28), [510_227_456, 524_675_456, 654_707_456], [407_495_696, 421_943_696, 551_975_696]],
  [sizes(5120, 13824, 40), [634_498_048, 655_138_048, 840_898_048], [424_823_824, 445_463_824, 631_223_824]],
  [
    sizes(5120, 27648, 40),
    [1_059_198_976, 1_079_838_976, 1_265_598_976],
    [849_524_752, 870_164_752, 1_055_924_752],
  ],
] as const;
const lengths = [0, 1000, 10_000];

test.each(models)('a token costs what the equation says: %o', (model, expected) => {
  expect(lengths.map((s) => decodeFlops(model, s))).toEqual(expected);
});

test.each(models)(
  'the published speeds come of h ^ 2, an exclusive or, for the square: %o',
  (model, _, published) => {
    const { hidden } = model;
    const withExclusiveOr = (s: number) => decodeFlops(model, s) - 8 * hidden ** 2 + 8 * (hidden ^ 2);
    expect(lengths.map(withExclusiveOr)).toEqual(published);
  },
);

test('reading s tokens costs what the equation says', () => {
  const [h, f, n, s] = [1536, 8960, 12, 300];
  const expected = 8 * s * h * h + 16 * s * h + 4 * s * s * h + 4 * s * s * n + 6 * s * h * f + 2 * s * f;
  expect(prefillFlops(sizes(h, f, n), s)).toBe(expected);
});

test('a shared text costs two prompts, each token by its writer, and a token to catch up at each switch', () => {
  const [small, large] = [sizes(8, 16, 2), sizes(32, 64, 4)];
  const [d, D] = [(s: number) => decodeFlops(small, s), (s: number) => decodeFlops(large, s)];
  const takeOvers = [
    { because: 'reflection', position: 3, length: 2 },
    { because: 'verification', position: 5, length: 1 },
  ];
  const prompts = prefillFlops(small, 10) + prefillFlops(large, 10);
  const own = d(10) + d(11) + d(12) + d(16) + d(17);
  const lent = D(13) + D(14) + D(15);
  const expected = prompts + own + lent + D(13) + d(16);
  expect(sharedFlops(small, large, { prompt: 10, written: 8, takeOvers })).toBe(expected);
  const alone = prompts + [0, 1, 2].reduce((sum, i) => sum + d(10 + i), 0);
  expect(sharedFlops(small, large, { prompt: 10, written: 3, takeOvers: [] })).toBe(alone);
});
