import type { Image, Item } from '../sequence.ts';
import {
  assertLooks,
  cropOriginal,
  imagesOf,
  type LookOptions,
  lookAt,
  lookCost,
  withImages,
  worthLooking,
} from './looks.ts';
import type { LookRequest } from './tool-call.ts';

export interface GalleryOptions extends LookOptions {
  /** The sides of the picture, look by look, as shares of the original's, rising, 1 at most. @default [1/2, 1] */
  readonly scales?: readonly number[];
  /** The most visual tokens of all looks together; the first is always shown. @default no limit */
  readonly budget?: number;
}

/** What a request gets to see, or why nothing. `scale`: of what was shown last, as a share of the original's side. */
export type Shown =
  | {
      readonly type: 'images';
      readonly done: 'resized' | 'cropped';
      readonly images: readonly Image[];
      readonly scale: number;
    }
  | { readonly type: 'nothing'; readonly error: string; readonly scale: number };

/** The pictures of one tape, shown bit by bit. */
export interface Gallery {
  /** The tape, with its pictures as they are shown first. */
  readonly items: readonly Item[];
  /** Shows what is asked for, if there is more to see and the budget has room for it. */
  show(request: Exclude<LookRequest, { type: 'answer' }>): Shown;
}

/** Throws a RangeError if a number makes no sense. */
export function assertGallery({ scales = [0.5, 1], budget = 0, ...looks }: GalleryOptions): void {
  const rising = scales.every((scale, i) => scale > (scales[i - 1] ?? 0) && scale <= 1);
  if (scales.length === 0 || !rising)
    throw new RangeError(`scales must rise from above 0 to at most 1, found ${scales.join(', ')}.`);
  if (!(budget >= 0)) throw new RangeError(`budget must be 0 or more, found ${budget}.`);
  assertLooks(looks);
}

/** Hangs the pictures of a tape: the smallest scale that is worth a look is shown first. */
export function gallery(
  items: readonly Item[],
  { scales = [0.5, 1], budget = Infinity, ...options }: GalleryOptions,
): Gallery {
  const originals = imagesOf(items);
  const ladder = scales.filter(
    (scale, i) => i === scales.length - 1 || worthLooking(originals, scale, options),
  );
  const first = originals.map((original) => lookAt(original, ladder[0]!, options));
  let rung = 0;
  let scale = ladder[0]!;
  let left = budget - lookCost(originals, scale, options);

  const nothing = (error: string): Shown => ({ type: 'nothing', error, scale });
  const noRoom = () => nothing('there is no room for another image: answer with what you have seen');

  const hang = (pictures: readonly Image[], at: number, done: 'resized' | 'cropped'): Shown | undefined => {
    const cost = lookCost(pictures, at, options);
    if (cost > left) return undefined;
    left -= cost;
    scale = at;
    return { type: 'images', done, images: pictures.map((picture) => lookAt(picture, at, options)), scale };
  };

  const resize = (): Shown => {
    const next = ladder[rung + 1];
    if (next === undefined) return nothing('the image is already shown at its full resolution');
    const shown = hang(originals, next, 'resized');
    if (shown) rung++;
    return shown ?? noRoom();
  };

  const cut = ({ image, box }: Extract<LookRequest, { type: 'crop' }>): Shown => {
    const [original, seen] = [originals[image], first[image]];
    if (!original || !seen) return nothing(`there are images 1 to ${originals.length}, none is ${image + 1}`);
    const part = cropOriginal(original, box, seen, options);
    for (const at of ladder.toReversed()) {
      const shown = hang([part], at, 'cropped');
      if (shown) return shown;
    }
    return noRoom();
  };

  return {
    items: withImages(items, first),
    show(request) {
      if (request.type === 'error') return nothing(request.error);
      return request.type === 'resize' ? resize() : cut(request);
    },
  };
}
