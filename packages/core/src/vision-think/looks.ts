import { type Box, crop } from '../image.ts';
import { lanczos } from '../lanczos.ts';
import type { Image, Item, Part } from '../sequence.ts';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What looking costs, and what a model can take. */
export interface LookOptions {
  /** What an image of this size costs; `qwenVisualTokens` counts for Qwen2.5-VL. @default its area in squares of 28 pixels */
  readonly visualTokens?: (size: Size) => number;
  /** A small copy is shown only if the pictures cost at least this many times as much. @default 2.5 */
  readonly saving?: number;
  /** The shortest side that the model takes, in pixels. @default 28 */
  readonly minimumSide?: number;
}

/** Throws a RangeError if a number makes no sense. */
export function assertLooks({ saving = 1, minimumSide = 1 }: LookOptions): void {
  if (!(saving >= 1)) throw new RangeError(`saving must be 1 or more, found ${saving}.`);
  if (!(minimumSide >= 1)) throw new RangeError(`minimumSide must be 1 or more, found ${minimumSide}.`);
}

const area = ({ width, height }: Size) => (width * height) / 28 ** 2;

/**
 * How large a picture is shown at `scale` of its sides: parts of a pixel fall away, and a side shorter than
 * `minimumSide` takes both with it up to that. Never larger than the picture is.
 */
export function lookSize(picture: Size, scale: number, { minimumSide = 28 }: LookOptions = {}): Size {
  const width = Math.max(1, Math.floor(picture.width * scale));
  const height = Math.max(1, Math.floor(picture.height * scale));
  const enlarged = Math.max(1, minimumSide / width, minimumSide / height);
  return {
    width: Math.min(picture.width, Math.floor(width * enlarged)),
    height: Math.min(picture.height, Math.floor(height * enlarged)),
  };
}

/** The picture at `scale` of its sides; at 1, the picture itself. */
export function lookAt(picture: Image, scale: number, options: LookOptions = {}): Image {
  const { width, height } = lookSize(picture, scale, options);
  return width === picture.width && height === picture.height ? picture : lanczos(picture, width, height);
}

/** What it costs to show pictures at `scale`, in visual tokens. */
export function lookCost(pictures: readonly Size[], scale: number, options: LookOptions = {}): number {
  const { visualTokens = area } = options;
  return pictures.reduce((sum, picture) => sum + visualTokens(lookSize(picture, scale, options)), 0);
}

/** Whether showing pictures at `scale` costs so much less than showing them in full that it may pay. */
export function worthLooking(pictures: readonly Size[], scale: number, options: LookOptions = {}): boolean {
  const { saving = 2.5 } = options;
  return lookCost(pictures, scale, options) * saving <= lookCost(pictures, 1, options);
}

/**
 * What a box drawn on a shown copy covers in the original: scaled back to whole pixels, clamped to the picture, and
 * widened about its centre until its sides are at least `minimumSide` or the picture's. Corners may come in any order.
 */
export function boxInOriginal(
  box: Box,
  shown: Size,
  original: Size,
  { minimumSide = 28 }: LookOptions = {},
): Box {
  const [left, right] = stretch(box.left, box.right, shown.width, original.width, minimumSide);
  const [top, bottom] = stretch(box.top, box.bottom, shown.height, original.height, minimumSide);
  return { left, top, right, bottom };
}

function stretch(a: number, b: number, from: number, to: number, minimum: number): [number, number] {
  const within = (x: number) => Math.min(to, Math.max(0, x));
  const start = within(Math.floor((Math.min(a, b) * to) / from));
  const end = within(Math.ceil((Math.max(a, b) * to) / from));
  const length = Math.max(end - start, Math.min(minimum, to));
  const first = Math.min(to - length, Math.max(0, Math.round((start + end - length) / 2)));
  return [first, first + length];
}

/** The part of a picture inside a box drawn on a shown copy of it. */
export function cropOriginal(original: Image, box: Box, shown: Size, options: LookOptions = {}): Image {
  return crop(original, boxInOriginal(box, shown, original, options));
}

/** All images on a tape, in order. */
export function imagesOf(items: readonly Item[]): Image[] {
  return items.flatMap((item) =>
    typeof item === 'number'
      ? []
      : item.content.flatMap((part) => (part.type === 'image' ? [part.image] : [])),
  );
}

/** The same tape with other images in the places of its own, in order. */
export function withImages(items: readonly Item[], images: readonly Image[]): Item[] {
  let next = 0;
  const swap = (part: Part): Part => (part.type === 'image' ? { ...part, image: images[next++]! } : part);
  return items.map((item) =>
    typeof item === 'number' ? item : { ...item, content: item.content.map(swap) },
  );
}

/** The same tape with its images at `scale` of their sides. */
export function shrunk(items: readonly Item[], scale: number, options: LookOptions = {}): Item[] {
  return withImages(
    items,
    imagesOf(items).map((image) => lookAt(image, scale, options)),
  );
}
