import type { Constraint, Tokenizer } from '@vr/core';
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
      const { written } = place;
      if (!tokenizer.decode(written).includes(text)) return anything;
      const start = written.findIndex((_, i) => tokenizer.decode(written.slice(0, i + 1)).includes(text)) + 1;
      return constraint.allowed({ ...place, written: written.slice(start) });
    },
  };
}
