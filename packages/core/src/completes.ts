import type { Tokenizer } from './model.ts';
import type { Token } from './sequence.ts';

/** How many tokens the longest of these texts can be spread over: a token holds at least one byte. */
export function reachOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => new TextEncoder().encode(text).length));
}

/**
 * The first of `texts` that the last of these tokens completes; undefined if it completes none. A text may begin and
 * end inside tokens. The last `reachOf(texts)` tokens suffice.
 */
export function completes(
  tokenizer: Tokenizer,
  tokens: readonly Token[],
  texts: readonly string[],
): string | undefined {
  if (texts.length === 0) return undefined;
  const whole = tokenizer.decode(tokens);
  // A character whose bytes are not all there decodes to U+FFFD; it is not part of what came before.
  const before = tokenizer.decode(tokens.slice(0, -1)).replace(/\uFFFD+$/, '');
  return texts.find((text) => whole.includes(text, Math.max(0, before.length - text.length + 1)));
}
