import type { Tokenizer } from './model.ts';
import type { Token } from './sequence.ts';
import type { Finish, Turn } from './strategy.ts';

/**
 * Counts the tokens of a turn and reads along: call the result with each token once it is written, and it says why
 * the turn is over, or undefined if it goes on. A stop string may begin and end inside tokens; the token that
 * completes it belongs to what is written. Throws a RangeError for an empty stop string.
 */
export function watch(tokenizer: Tokenizer, { maxTokens, stop }: Turn): (token: Token) => Finish | undefined {
  if (stop.includes('')) throw new RangeError('A stop string must not be empty: every text contains it.');
  // A token holds at least one byte, so a stop string lies within as many tokens as it has bytes.
  const bytes = stop.map((text) => new TextEncoder().encode(text).length);
  const reach = Math.max(0, ...bytes);
  const recent: Token[] = [];
  let count = 0;

  return (token) => {
    count++;
    if (token === tokenizer.end) return 'end';
    if (reach > 0) {
      recent.push(token);
      if (recent.length > reach) recent.shift();
      const text = tokenizer.decode(recent);
      if (stop.some((ending) => text.includes(ending))) return 'stop';
    }
    return count < maxTokens ? undefined : 'length';
  };
}
