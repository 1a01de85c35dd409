import type { Asked } from './asked.ts';
import type { Feed, Run } from './pack.ts';
import { type Placement, worthCopying } from './placing.ts';
import { type Picture, type Position, patchOf, pictureOf } from './render.ts';

/** A batch on its way. */
export interface Feeding {
  readonly batch: readonly Asked[];
  /** None until there are rows for it. */
  placements: readonly Placement[];
  /** What is to be fed: starts move towards ends. */
  feeds: readonly Feed[];
  /** How many positions are left of that. */
  left: number;
  pictures: readonly Picture[];
}

/** What stands at a position, or at so many patches of a picture from there on, `[count, hiddenSize]`. */
export type Embedding = (position: Position, count: number) => Float32Array;

/** `embeddings`: `[tokens, hiddenSize]`; `features`: of each picture by its number, `[patches, hiddenSize]`. */
export function embeddingsOf(
  { embeddings, hiddenSize }: { readonly embeddings: Float32Array; readonly hiddenSize: number },
  features: ReadonlyMap<number, Float32Array>,
): Embedding {
  return (position, count) => {
    const table = position < 0 ? features.get(pictureOf(position))! : embeddings;
    const start = (position < 0 ? patchOf(position) : position) * hiddenSize;
    return table.subarray(start, start + count * hiddenSize);
  };
}

/** What the placements leave to be fed. */
export function feedsOf(batch: readonly Asked[], placements: readonly Placement[]): Feed[] {
  return placements.map(({ row, keep }, index) => ({
    row,
    start: keep,
    end: batch[index]!.positions.length,
  }));
}

/** What is left of the feeds after a run. */
export function after({ slots }: Run, feeds: readonly Feed[]): Feed[] {
  const left = [...feeds];
  for (const slot of slots)
    if (slot !== undefined) left[slot.feed] = { ...left[slot.feed]!, start: slot.start + slot.length };
  return left;
}

/** The pictures of which at least one patch is to be fed. */
export function picturesToFeed(batch: readonly Asked[], feeds: readonly Feed[]): Picture[] {
  const found: Picture[] = [];
  feeds.forEach(({ start, end }, index) => {
    const { positions, pictures } = batch[index]!;
    if (pictures.size === 0) return;
    let last: number | undefined;
    for (let at = start; at < end; at++) {
      const position = positions[at]!;
      if (position >= 0 || pictureOf(position) === last) continue;
      last = pictureOf(position);
      found.push(pictures.get(last)!);
    }
  });
  return found;
}

/**
 * Splits a batch in two: those of `newcomers` who begin like one before them, by half of what they read or more, come after
 * the others, whose rows they can copy then.
 */
export function inWaves(batch: readonly Asked[], newcomers: ReadonlySet<Asked>): (readonly Asked[])[] {
  const leaders: Asked[] = [];
  const followers = new Set<Asked>();
  for (const one of newcomers) {
    const half = Math.max(worthCopying, one.positions.length / 2);
    if (leaders.some((leader) => beginsAlike(leader, one, half))) followers.add(one);
    else leaders.push(one);
  }
  return followers.size === 0 ? [batch] : [batch.filter((one) => !followers.has(one)), [...followers]];
}

function beginsAlike(one: Asked, other: Asked, count: number): boolean {
  if (one.positions.length < count || other.positions.length < count) return false;
  for (let at = 0; at < count; at++) if (one.positions[at] !== other.positions[at]) return false;
  return true;
}
