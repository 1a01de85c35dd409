import type { Image } from '@vr/core';

/** What `preprocessor_config.json` asks for. */
export interface Preprocessing {
  /** What a byte is multiplied by. */
  readonly rescale: number;
  /** Per channel: what is subtracted after that, and what is divided by. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** Writes an image as `[3, height, width]` into `target` from `offset` on. */
export function writePixels(
  { data }: Image,
  { rescale, mean, deviation }: Preprocessing,
  target: Float32Array,
  offset: number,
) {
  const area = data.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    const factor = rescale / deviation[channel]!;
    const shift = mean[channel]! / deviation[channel]!;
    const plane = offset + channel * area;
    for (let at = 0; at < area; at++) target[plane + at] = data[3 * at + channel]! * factor - shift;
  }
}
