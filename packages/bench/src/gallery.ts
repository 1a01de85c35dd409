/** Draws the first validation pictures of every suite on one sheet: `npx tsx packages/bench/src/gallery.ts sheet.png`. */
import sharp from 'sharp';
import { sceneSide } from './suites/draw.ts';
import { suites } from './suites/index.ts';

const perSuite = 8;
const zoom = 3;
const gap = 6;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Expected the PNG file to write: gallery.ts sheet.png');

const side = sceneSide * zoom;
const place = (index: number) => gap + index * (side + gap);
const pictures = suites.flatMap((suite, row) =>
  [...suite.questions('validation', perSuite, 0)].map(async (question, column) => {
    const parts = question.prompt.flatMap(({ content }) => content);
    const image = parts.find((part) => part.type === 'image')!.image;
    const raw = { width: image.width, height: image.height, channels: 3 } as const;
    const input = await sharp(image.data, { raw }).resize(side, side, { kernel: 'nearest' }).png().toBuffer();
    return { input, left: place(column), top: place(row) };
  }),
);

await sharp({
  create: { width: place(perSuite), height: place(suites.length), channels: 3, background: '#808080' },
})
  .composite(await Promise.all(pictures))
  .png({ palette: true })
  .toFile(file);
