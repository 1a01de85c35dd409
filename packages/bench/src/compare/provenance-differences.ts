import { modelsOf } from '../arms.ts';
import type { ArmChoice, RunRecord } from '../record.ts';

/** Something that is not the same of both runs; undefined where one has no such thing. */
export interface ProvenanceDifference {
  readonly what: string;
  readonly first: string | undefined;
  readonly second: string | undefined;
}

type Facts = ReadonlyMap<string, string>;

/** Everything that might explain a difference: code, versions, machine, weights of the models of these arms, plan. */
export function provenanceDifferences(
  first: RunRecord,
  second: RunRecord,
  pairs: readonly (readonly [ArmChoice, ArmChoice])[],
): ProvenanceDifference[] {
  const [ours, theirs] = [pairs.map(([own]) => own), pairs.map(([, found]) => found)];
  // That one arm is made of more models than the other is said by the arms.
  const theirModels = theirs.flatMap(modelsOf);
  const models = ours.flatMap(modelsOf).filter((name) => theirModels.includes(name));
  const [one, other] = [factsOf(first, ours, models), factsOf(second, theirs, models)];
  const names = [...new Set([...one.keys(), ...other.keys()])];
  return names
    .map((what) => ({ what, first: one.get(what), second: other.get(what) }))
    .filter((fact) => fact.first !== fact.second);
}

/** These tell of the run and not of its answers, or differ from run to run whatever is asked. */
const besides = new Set(['arms', 'speed', 'loadAverage', 'memoryBytes', 'files']);

function factsOf(run: RunRecord, arms: readonly ArmChoice[], used: readonly string[]): Facts {
  const { version: format, id: _, state: _s, startedAt: _b, endedAt: _e, counts: _c, ...rest } = run;
  const facts = new Map(flat('format', format));
  const [only, ...more] = arms;
  if (only && more.length === 0) for (const fact of flat('arm', only)) facts.set(...fact);
  const models = rest.provenance.models.filter(({ name }) => used.includes(name));
  const { provenance, ...others } = rest;
  for (const fact of flat('', { ...others, ...provenance, models })) facts.set(...fact);
  return facts;
}

/** Values by dotted path; entries of a list go by their name. */
function flat(path: string, value: unknown): (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [[path, String(value)]];
  const entries = Array.isArray(value) ? value.map(namedEntry) : Object.entries(value);
  return entries
    .filter(([key]) => !besides.has(key))
    .flatMap(([key, inner]) => flat([path, key].filter((part) => part !== '').join('.'), inner));
}

function namedEntry(value: unknown, index: number): readonly [string, unknown] {
  if (typeof value !== 'object' || value === null) return [String(index), value];
  const { name, suite, file, ...rest } = value as { name?: string; suite?: string; file?: string };
  return [name ?? suite ?? file ?? String(index), rest];
}
