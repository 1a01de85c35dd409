import { scorerEntries } from '../scorers/catalogue/catalogue.ts';
import type { ScorerEntry } from '../scorers/catalogue/entry.ts';
import { editDistance } from '../scorers/edit-distance.ts';
import { scorerKey } from '../scorers/scorer.ts';
import { UsageError } from '../usage-error.ts';

/** The scorer of a name or key; throws `UsageError` with the nearest names and the whole list. */
export function chooseScorer(given: string): ScorerEntry {
  const found = scorerEntries.find((entry) => entry.name === given || scorerKey(entry) === given);
  if (found !== undefined) return found;
  const near = nearest(given);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  throw new UsageError(`There is no scorer "${given}".${hint} There is:\n\n${scorerList()}\n`);
}

/** One line for each scorer, sorted by key. */
export function scorerList(): string {
  const lines = scorerEntries.map((entry) => [scorerKey(entry), entry.line] as const);
  const width = Math.max(...lines.map(([key]) => key.length));
  return lines.map(([key, line]) => `  ${key.padEnd(width)}  ${line}`).join('\n');
}

const mostNear = 3;

/** Names that are off by up to a third of the letters, or the versions of the name. */
function nearest(given: string): readonly string[] {
  const [name = ''] = given.toLowerCase().split('@');
  const versions = scorerEntries.filter((entry) => entry.name === name).map(scorerKey);
  if (versions.length > 0) return versions;
  return [...new Set(scorerEntries.map((entry) => entry.name))]
    .map((known) => ({ known, distance: distanceOf(name, known) }))
    .filter(({ distance }) => distance <= Math.max(1.5, name.length / 3))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, mostNear)
    .map(({ known }) => known);
}

/** To the name, or to the part before its dot. */
function distanceOf(given: string, known: string): number {
  const [family = ''] = known.split('.');
  return Math.min(editDistance(given, known), editDistance(given, family) + 0.5);
}
