import type { Stretch } from '@vr/bench/record';
import { grouped } from '../run/grouped.ts';
import { type Tone, toneOf } from '../run/tone.ts';

/** The names of all who wrote, in order of appearance. */
export function writersOf(written: readonly Stretch[]): string[] {
  return [...new Set(written.map(({ by }) => by))];
}

/** One name for each colour: writers that differ in their weights alone share both. */
export function writersByTone(writers: readonly string[]): { readonly tone: Tone; readonly name: string }[] {
  return grouped(writers, toneOf).map(([tone, names]) => ({
    tone,
    name: names.length === 1 ? names[0]! : shortNames(names).join(', '),
  }));
}

/** Without what stands in brackets: the models and their weights. */
function shortNames(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.replace(/\(.*/, '')))];
}
