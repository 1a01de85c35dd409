import type { Model } from './model.ts';
import { type Place, rescored } from './rescored.ts';

/** Says what may be written where: a grammar, a schema, a list of choices. */
export interface Constraint {
  /**
   * The tokens that may come next, as bits: token t may if bit t mod 32 of element ⌊t / 32⌋ is set. At least one must
   * be; the end token where the answer may end.
   */
  allowed(place: Place): Int32Array | Promise<Int32Array>;
}

/**
 * The same model, unable to write what a constraint does not allow: those scores are −Infinity. As it is a model, it
 * can be a guided one, and it can be drafted for. Throws a RangeError where nothing at all may come next.
 */
export function constrained(model: Model, constraint: Constraint): Model {
  return rescored(model, async (scores, place) => {
    const bits = await constraint.allowed(place);
    let left = 0;
    for (let token = 0; token < scores.length; token++) {
      const allowed = (bits[token >> 5] ?? 0) & (1 << (token & 31));
      if (allowed) left++;
      else scores[token] = -Infinity;
    }
    if (left > 0) return;
    const text = model.tokenizer.decode(place.written);
    throw new RangeError(`"${model.name}": the constraint allows nothing after ${JSON.stringify(text)}.`);
  });
}
