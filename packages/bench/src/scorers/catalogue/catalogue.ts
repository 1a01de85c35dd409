import { choiceEntries } from './choice-entries.ts';
import type { ScorerEntry } from './entry.ts';
import { judgedEntries } from './judged-entries.ts';
import { mathEntries } from './math-entries.ts';
import { textEntries } from './text-entries.ts';
import { yesNoEntries } from './yes-no-entries.ts';

/** Every scorer that can be called by name, by name; of several versions the one that a bare name means comes first. */
export const scorerEntries: readonly ScorerEntry[] = [
  ...choiceEntries,
  ...yesNoEntries,
  ...textEntries,
  ...mathEntries,
  ...judgedEntries,
].sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
