import type { Tokenizer } from './model.ts';
import type { Token } from './sequence.ts';
import type { Finish, Turn } from './strategy.ts';

/**
 * Tells, token by token, when a turn is over. A stop string may begin and end inside tokens; the token that
 * completes it is written still. Throws a RangeError for an empty stop string.
 */
export function watch(tokenizer: Tokenizer, turn: Turn): (token: Token) => Finish | undefined {
  if (turn.stop.includes(''))
    throw new RangeError('A stop string must not be empty: every text contains it.');
  // A token holds at least one byte, so a stop string lies within as many tokens as it has bytes.
  const reach = Math.max(0, ...turn.stop.map((stop) => new TextEncoder().encode(stop).length));
  const recent: Token[] = [];
  let left = turn.maxTokens;
  return (token) => {
    left--;
    if (token === tokenizer.end) return 'end';
    if (reach > 0) {
      recent.push(token);
      if (recent.length > reach) recent.shift();
      const text = tokenizer.decode(recent);
      if (turn.stop.some((stop) => text.includes(stop))) return 'stop';
    }
    return left > 0 ? undefined : 'length';
  };
}
