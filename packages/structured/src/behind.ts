import type { Constraint, Token, Tokenizer } from '@vr/core';
import { bitsOf } from './followed.ts';

/**
 * A constraint that holds from behind the first time that `text` is written; anything but the end may be written
 * before. What a token adds beyond the text is free.
 */
export function behind(text: string, constraint: Constraint, tokenizer: Tokenizer): Constraint {
  if (text === '') throw new RangeError('A constraint cannot begin behind an empty text.');
  const anything = bitsOf(Array.from({ length: tokenizer.size }, (_, token) => token !== tokenizer.end));
  return {
    allowed(place) {
      const start = endOf(text, place.written, tokenizer);
      if (start === undefined) return anything;
      return constraint.allowed({ ...place, written: place.written.slice(start) });
    },
  };
}

/** After how many tokens the text is written. A beginning that holds it goes on holding it, so halving finds it. */
function endOf(text: string, written: readonly Token[], tokenizer: Tokenizer): number | undefined {
  const holds = (length: number) => tokenizer.decode(written.slice(0, length)).includes(text);
  if (!holds(written.length)) return undefined;
  let [without, within] = [0, written.length];
  while (within - without > 1) {
    const middle = (without + within) >> 1;
    if (holds(middle)) within = middle;
    else without = middle;
  }
  return within;
}
