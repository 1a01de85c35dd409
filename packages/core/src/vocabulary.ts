import { VocabularyMismatch } from './errors.ts';
import type { Model } from './model.ts';

/** Throws `VocabularyMismatch` unless these models can read and write one sequence. */
export function assertSharedVocabulary(...models: readonly Model[]): void {
  const [first, ...others] = models;
  for (const other of others) {
    if (other.tokenizer.id === first!.tokenizer.id) continue;
    throw new VocabularyMismatch({
      models: [first!.name, other.name],
      ids: [first!.tokenizer.id, other.tokenizer.id],
    });
  }
}
