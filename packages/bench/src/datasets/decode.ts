import type { Image } from '@vr/core';
import sharp from 'sharp';

/** Which images a model takes: sides that are multiples of `patchSize`, up to `imageSize`, in pixels. */
export interface ImageSizes {
  readonly patchSize: number;
  readonly imageSize: number;
}

export interface DecodeOptions {
  /** Resized to the largest that a model takes and that keeps the aspect, unless its sides fit as they are. @default as it is */
  readonly sizes?: ImageSizes | undefined;
  /** The most pixels that a file may have. @default sharp's own limit */
  readonly pixels?: number;
}

/**
 * Decodes a picture file that sharp reads (its first frame) into RGB bytes, not on the event loop: turned upright, what is
 * transparent white. Throws what sharp throws.
 */
export async function decode(file: Uint8Array, { sizes, pixels }: DecodeOptions = {}): Promise<Image> {
  // To ask for the size first would be one more trip to another thread for every picture that fits.
  const { data, info } = await sharp(file, pixels === undefined ? {} : { limitInputPixels: pixels })
    .autoOrient()
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const size = sizes === undefined ? { width, height } : fit(width, height, sizes);
  if (size.width === width && size.height === height) return { width, height, data };
  const resized = sharp(data, { raw: { width, height, channels } }).resize({ ...size, fit: 'fill' });
  return { ...size, data: await resized.raw().toBuffer() };
}

/** The size as it is if a model takes it, else the largest of about the same aspect that it takes. */
export function fit(
  width: number,
  height: number,
  { patchSize, imageSize }: ImageSizes,
): { readonly width: number; readonly height: number } {
  const takes = (side: number) => side % patchSize === 0 && side <= imageSize;
  if (takes(width) && takes(height)) return { width, height };
  const longest = Math.floor(imageSize / patchSize) * patchSize;
  const scale = longest / Math.max(width, height);
  const rounded = (side: number) => Math.max(1, Math.round((side * scale) / patchSize)) * patchSize;
  return { width: rounded(width), height: rounded(height) };
}
