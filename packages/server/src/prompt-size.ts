import { looking, shownTokens } from '@vr/bench/looks';
import { type Message, resizeTool, type Sequence, shrunk } from '@vr/core';
import type { CountingModel } from './served.ts';

/** What a prompt fills, as it is read at first. */
export interface PromptSize {
  /** Positions, pictures included. */
  readonly positions: number;
  /** Of these, how many are pictures. */
  readonly imageTokens: number;
  /** What another look at the pictures adds; absent where there is none. */
  readonly again?: Omit<PromptSize, 'again'>;
}

/**
 * Measures a prompt of which the pictures are shown at first at `firstLook` of their sides, and in full if a model asks.
 * Throws a RangeError for what the model cannot read.
 */
export function promptSize(
  prompt: readonly Message[],
  model: Pick<CountingModel, 'positions' | 'tokenizer'>,
  firstLook: number,
): PromptSize {
  const parts = prompt.flatMap(({ content }) => content);
  const pictures = parts.flatMap((part) => (part.type === 'image' ? [part.image] : []));
  const positions = (items: Sequence['items']) => model.positions({ items, done: false });
  const imageTokens = shownTokens(pictures, firstLook, []);
  if (firstLook === 1 || pictures.length === 0) return { positions: positions([...prompt]), imageTokens };
  const first = resizeTool.open(shrunk(prompt, firstLook, looking));
  const second = [...first, model.tokenizer.end, resizeTool.show('resized', pictures)];
  const again = {
    positions: positions(second) - positions(first),
    imageTokens: shownTokens(pictures, 1, []),
  };
  return { positions: positions(first), imageTokens, again };
}
