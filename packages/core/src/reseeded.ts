import { philox } from './noise.ts';
import type { Strategy } from './strategy.ts';

/** No tape is this long, so noise at this position is free for other uses. */
const nowhere = 0xffffffff;

/**
 * The same writer, drawing noise of its own: independent of the noise of the turn, and of every other `stream`. Two
 * writers who may write at the same place need that where the one is chosen by what the other said.
 */
export function reseeded(writer: Strategy, stream: number): Strategy {
  return (sequence, turn) => writer(sequence, { ...turn, seed: philox(turn.seed, nowhere, stream)[0] });
}
