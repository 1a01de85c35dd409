import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodePicture, pictureFile, pictureHash } from './picture.ts';
import { png, temporaryFolder, writeFiles } from './testing.ts';

test('bytes, bytes with a path, a path, and base64 are the same picture', async () => {
  const folder = await temporaryFolder();
  const bytes = await png('red', 64, 64);
  await writeFiles(folder, { 'images/a.png': bytes });
  const encoded = Buffer.from(bytes).toString('base64');
  const forms = [
    bytes,
    { bytes, path: null },
    { bytes: null, path: 'images/a.png' },
    'images/a.png',
    encoded,
  ];
  for (const form of [...forms, `data:image/png;base64,${encoded}`])
    expect(pictureHash(await pictureFile(form, folder, 'row 1'))).toBe(pictureHash(bytes));
});

test('a picture keeps its size unless it is told which sizes are taken', async () => {
  const bytes = await png('#0080ff', 100, 30);
  expect(await decodePicture(bytes, '', undefined)).toMatchObject({ width: 100, height: 30 });
  const small = await decodePicture(bytes, '', { patchSize: 8, imageSize: 64 });
  expect({ ...small, data: small.data.length }).toEqual({ width: 64, height: 16, data: 64 * 16 * 3 });
  expect([...small.data.subarray(0, 3)]).toEqual([0, 128, 255]);
});

test('grey, transparent and JPEG pictures become red, green and blue', async () => {
  const clear = await sharp(await png('red'))
    .ensureAlpha(0)
    .png()
    .toBuffer();
  expect([...(await decodePicture(clear, '', undefined)).data.subarray(0, 3)]).toEqual([255, 255, 255]);
  const grey = await sharp(await png('#404040'))
    .toColourspace('b-w')
    .jpeg({ quality: 100 })
    .toBuffer();
  const { width, height, data } = await decodePicture(grey, '', undefined);
  expect(data.length).toBe(width * height * 3);
  expect([...data.subarray(0, 3)]).toEqual([64, 64, 64]);
});

test('what is no picture is named with its row', async () => {
  await expect(pictureFile(null, '.', 'a.parquet, row 7')).rejects.toThrow(
    'a.parquet, row 7: expected a picture (bytes, a path or base64), found nothing',
  );
  await expect(pictureFile('none.png', '/nowhere', 'row 7')).rejects.toThrow(
    `row 7: there is no picture ${join('/nowhere', 'none.png')}`,
  );
  await expect(decodePicture(Buffer.from('text'), 'row 7', undefined)).rejects.toThrow(
    'row 7: the picture cannot be decoded',
  );
});
