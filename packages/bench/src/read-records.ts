import { existsSync, readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { recordVersion } from './record-version.ts';
import type { Described } from './schema-words.ts';

/** A schema made ready to check many values. */
export interface Shape<Value> {
  /** What is wrong with a value, such as `plan.arms must be array`; undefined if nothing is. */
  faultOf(found: unknown): string | undefined;
  /** Never there: which type a sound value has. */
  readonly value?: Value;
}

export function shapeOf<Schema extends TSchema>(schema: Schema): Shape<Described<Schema>> {
  const validator: Validator = Compile(schema);
  return { faultOf: (found) => (validator.Check(found) ? undefined : firstFault(validator, found)) };
}

/** Values of some kind by the word in `state`: so that what is wrong is told of the right one. */
export function shapeByState<A, B>(shapes: {
  readonly done: Shape<A>;
  readonly failed: Shape<B>;
}): Shape<A | B> {
  return {
    faultOf(found) {
      const state = (found as { state?: unknown } | null)?.state;
      return (state === 'failed' ? shapes.failed : shapes.done).faultOf(found);
    },
  };
}

function firstFault(validator: Validator, found: unknown): string {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return 'expected a JSON object';
  const errors = validator.Errors(found);
  // That none of several shapes fits says less than what is wrong inside.
  const error = errors.find(({ keyword }) => keyword !== 'anyOf' && keyword !== 'const') ?? errors[0];
  const place = error?.instancePath.slice(1).replaceAll('/', '.') ?? '';
  return `${place} ${error?.message ?? 'is not valid'}`.trim();
}

/** Lines of a file as far as they are sound, and what is wrong with the others, by file and line. */
export interface Lines<Value> {
  readonly lines: readonly Value[];
  readonly faults: readonly string[];
}

/** Reads a file of JSON lines. A last line without an end is still being written, or was torn off by a crash: it is left out. */
export function readLines<Value>(path: string, shape: Shape<Value>): Lines<Value> {
  if (!existsSync(path)) return { lines: [], faults: [] };
  const texts = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const lines: Value[] = [];
  const faults: string[] = [];
  for (const [index, text] of texts.entries()) {
    const found = parsed(text);
    const fault = found === undefined ? 'is not JSON' : shape.faultOf(found.value);
    if (fault === undefined) lines.push(found!.value as Value);
    else faults.push(`${path}:${index + 1}: ${fault}`);
  }
  return { lines, faults };
}

/** A file of one JSON document, or what is wrong with it; undefined if there is no such file. */
export function readDocument<Value>(
  path: string,
  shape: Shape<Value>,
): { readonly value: Value } | { readonly fault: string } | undefined {
  if (!existsSync(path)) return undefined;
  const found = parsed(readFileSync(path, 'utf8'));
  if (!found) return { fault: `${path} is not JSON: it was cut off, or edited.` };
  const version = (found.value as { version?: unknown } | null)?.version;
  if (version !== undefined && version !== recordVersion)
    return { fault: `${path} was recorded in format ${version}; this bench reads format ${recordVersion}.` };
  const fault = shape.faultOf(found.value);
  return fault === undefined ? { value: found.value as Value } : { fault: `${path}: ${fault}.` };
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
