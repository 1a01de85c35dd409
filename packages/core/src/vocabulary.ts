import { VocabularyMismatch } from './errors.ts';
import type { Model } from './model.ts';

/** Throws `VocabularyMismatch` unless these models can read and write one sequence. */
export function assertSharedVocabulary(...models: readonly Pick<Model, 'name' | 'tokenizer'>[]): void {
  const [first] = models;
  const stranger = models.find(({ tokenizer }) => tokenizer.id !== first!.tokenizer.id);
  if (!first || !stranger) return;
  throw new VocabularyMismatch({
    models: [first.name, stranger.name],
    ids: [first.tokenizer.id, stranger.tokenizer.id],
  });
}
