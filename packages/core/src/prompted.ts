import type { Model } from './model.ts';
import { type Retelling, retold } from './retold.ts';

/**
 * The same model with a prompt of its own: it reads what `rewrite` makes of each message, and the tokens that all have
 * written as they are. So an expert may have instructions that its base never sees. `rewrite` gets a message and how
 * many items stand before it, and returns the messages to read in its place; it is asked once for each message and
 * place, and must return the same each time.
 */
export function prompted(model: Model, rewrite: Retelling['message']): Model {
  return retold(model, { message: rewrite, token: (token) => [token] });
}
