import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from '@vr/core';
import sharp from 'sharp';

/** A hash over size and pixels. */
export function imageHash({ width, height, data }: Image): string {
  return createHash('sha256').update(`${width}×${height} `).update(data).digest('hex');
}

/** A function that writes images into `folder` as PNG files named by their content, each once, and tells the names. */
export function imageStore(folder: string): (image: Image) => Promise<string> {
  const saving = new Map<string, Promise<string>>();
  return async (image) => {
    const name = `${imageHash(image)}.png`;
    const path = join(folder, name);
    const underWay = saving.get(name);
    if (underWay) return underWay;
    if (existsSync(path)) return name;
    const saved = save(image, path)
      .then(() => name)
      .finally(() => saving.delete(name));
    saving.set(name, saved);
    return saved;
  };
}

async function save({ width, height, data }: Image, path: string): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toFile(draft);
  await rename(draft, path);
}
