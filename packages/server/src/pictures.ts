import { decode, type ImageSizes } from '@vr/bench/decode';
import type { Image } from '@vr/core';
import sharp from 'sharp';

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
    return await decode(file, { sizes, pixels });
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
