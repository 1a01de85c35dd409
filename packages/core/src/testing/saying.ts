import type { Tokenizer } from '../model.ts';
import { type TableModel, tableModel } from './table-model.ts';

/** A model that says the character that `next` makes of all that is written; it ends after the empty string. */
export function saying(
  name: string,
  tokenizer: Tokenizer,
  next: (text: string) => string | undefined,
): TableModel {
  return tableModel(name, tokenizer, (items) => {
    const text = tokenizer.decode(items.filter((item) => typeof item === 'number'));
    const scores = new Float32Array(tokenizer.size);
    scores[tokenizer.encode(next(text) ?? '')[0] ?? tokenizer.end] = 12;
    return scores;
  });
}
