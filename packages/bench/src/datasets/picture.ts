import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Image } from '@vr/core';
import { DataInvalid } from './data-source.ts';
import { decode, type ImageSizes } from './decode.ts';

/**
 * The file of a picture as data sets have it in a column: `{ bytes, path }`, bytes, a path relative to `folder`, or
 * base64, with or without `data:image/…;base64,`. `place` is named in complaints.
 */
export async function pictureFile(value: unknown, folder: string, place: string): Promise<Uint8Array> {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return /^data:|^[\w+/=\s]{200,}$/.test(value) ? base64(value) : at(value);
  if (typeof value === 'object' && value !== null) {
    const { bytes, path } = value as { readonly bytes?: unknown; readonly path?: unknown };
    if (bytes instanceof Uint8Array && bytes.length > 0) return bytes;
    if (typeof path === 'string') return at(path);
  }
  throw new DataInvalid(`${place}: expected a picture (bytes, a path or base64), found ${kindOf(value)}`);

  async function at(path: string): Promise<Uint8Array> {
    const whole = resolve(folder, path);
    return readFile(whole).catch(() => {
      throw new DataInvalid(`${place}: there is no picture ${whole}`);
    });
  }
}

function base64(value: string): Uint8Array {
  return Buffer.from(value.replace(/^data:[^,]*,/, ''), 'base64');
}

function kindOf(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : `a ${typeof value}`;
}

/** Tells whether two questions are about the same picture. */
export function pictureHash(file: Uint8Array): string {
  return createHash('sha256').update(file).digest('hex').slice(0, 16);
}

/** Decodes a picture file; `place` is named where that fails. */
export async function decodePicture(
  file: Uint8Array,
  place: string,
  sizes: ImageSizes | undefined,
): Promise<Image> {
  try {
    return await decode(file, { sizes });
  } catch (error) {
    throw new DataInvalid(`${place}: the picture cannot be decoded (${(error as Error).message})`);
  }
}
