import type { Tokenizer } from './model.ts';

/** For each token of one vocabulary the token of another with the same text, −1 where there is none. */
export type TokenMap = Int32Array;

/**
 * Finds each token of `from`, `[from.size]`, in another vocabulary by its text; of several, the lowest. The end tokens
 * are each other's counterparts. A token without text, or with part of a character, has none. Reads both vocabularies
 * whole: make a map once.
 */
export function tokenMap(from: Tokenizer, to: Tokenizer): TokenMap {
  const tokens = new Map<string, number>();
  for (let token = to.size - 1; token >= 0; token--)
    if (token !== to.end) tokens.set(to.decode([token]), token);
  const map = new Int32Array(from.size);
  for (let token = 0; token < from.size; token++) {
    const text = from.decode([token]);
    const whole = text !== '' && !text.includes('\uFFFD');
    map[token] = (whole ? tokens.get(text) : undefined) ?? -1;
  }
  map[from.end] = to.end;
  return map;
}
