import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from '@vr/core';
import sharp from 'sharp';

/** A function that writes images into `folder` as PNG files named by their content, each once, and tells the names. */
export function imageStore(folder: string): (image: Image) => Promise<string> {
  const saved = new Map<string, Promise<string>>();
  return (image) => {
    const { width, height, data } = image;
    const hash = createHash('sha256').update(`${width}×${height} `).update(data).digest('hex');
    const name = `${hash.slice(0, 20)}.png`;
    const known = saved.get(name);
    if (known) return known;
    const saving = save(image, join(folder, name)).then(() => name);
    saved.set(name, saving);
    return saving;
  };
}

async function save({ width, height, data }: Image, path: string): Promise<void> {
  if (existsSync(path)) return;
  mkdirSync(join(path, '..'), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toFile(draft);
  await rename(draft, path);
}
