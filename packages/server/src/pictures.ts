import type { Image } from '@vr/core';
import sharp from 'sharp';

/** Which images a model takes: sides that are multiples of `patchSize`, up to `imageSize`, in pixels. */
export interface ImageSizes {
  readonly patchSize: number;
  readonly imageSize: number;
}

/** The picture cannot be used; the message says why, starting with "the picture". */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
}

// Pictures here are small, and no two the same: libvips' cache and threads made each a third dearer.
sharp.cache(false);
sharp.concurrency(1);

/** How the files begin that are read. Others, some of them small programs, are not given to a decoder. */
const beginnings = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^GIF8/, /^RIFF.{4}WEBP/s];

/**
 * Decodes a PNG, JPEG, WebP or GIF file (its first frame) into an image that a model takes: turned upright, what is
 * transparent white, and, unless its sides fit as they are, resized to the largest that keeps its aspect. Not on the
 * event loop. Throws `PictureRefused`.
 */
export async function decodePicture(
  file: Buffer,
  sizes: ImageSizes,
  { pixels }: { readonly pixels: number },
): Promise<Image> {
  const begin = file.toString('latin1', 0, 12);
  if (!beginnings.some((pattern) => pattern.test(begin)))
    throw new PictureRefused('the picture is not a PNG, JPEG, WebP or GIF file');
  try {
    // To ask for the size first would be one more trip to another thread for every picture that fits.
    const { data, info } = await sharp(file, { limitInputPixels: pixels })
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const size = fit(width, height, sizes);
    if (size.width === width && size.height === height) return { width, height, data };
    const raw = { width, height, channels };
    return {
      ...size,
      data: await sharp(data, { raw })
        .resize({ ...size, fit: 'fill' })
        .raw()
        .toBuffer(),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PictureRefused(
      reason.includes('exceeds pixel limit')
        ? `the picture has more than ${pixels} pixels; make it smaller`
        : `the picture cannot be decoded (${reason})`,
      { cause: error },
    );
  }
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
