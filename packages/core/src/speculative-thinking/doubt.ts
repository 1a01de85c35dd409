import { dense, logSumExp, row } from '../logits.ts';
import type { Model } from '../model.ts';
import type { Page } from '../piece.ts';
import type { Token } from '../sequence.ts';

/** Who doubts what the small model writes, and when. */
export interface Doubt {
  /** Reads each thought, in one pass; it has to answer with every score. */
  readonly model: Model;
  /** A thought is doubted when the model finds one of its tokens less likely than this: 0 for never. */
  readonly below: number;
}

export function assertDoubt({ below }: Doubt): void {
  if (!(below >= 0 && below <= 1))
    throw new RangeError(`doubt.below must be a probability, 0 to 1, found ${below}.`);
}

/** Whether a thought that is not on the tape yet is to be written again. */
export async function doubts(
  { model, below }: Doubt,
  page: Page,
  thought: readonly Token[],
): Promise<boolean> {
  const { sequence, turn } = page;
  const { length: mark } = sequence.items;
  sequence.items.push(...thought);
  try {
    const [answer] = await model.forward([{ sequence, rows: thought.length + 1 }], turn.signal);
    const logits = dense(answer!);
    return thought.some((token, i) => {
      const scores = row(logits, i);
      return scores[token]! - logSumExp(scores) < Math.log(below);
    });
  } finally {
    sequence.items.length = mark;
  }
}
