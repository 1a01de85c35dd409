import type { FastifySchemaValidationError } from 'fastify';
import { neutralValues } from './chat/neutral-fields.ts';

/** Why a body does not fit its schema, for whoever sent it. */
export interface Explanation {
  readonly message: string;
  /** Such as `messages[0].content`. */
  readonly param: string | null;
  readonly code: 'invalid_value' | 'missing_parameter' | 'unknown_parameter' | 'unsupported_parameter';
}

/**
 * Where a value may be one of several things, the validator complains about each; the complaint that lies deepest is
 * about the one that was meant.
 */
export function explain(errors: readonly FastifySchemaValidationError[]): Explanation {
  const depth = ({ instancePath }: FastifySchemaValidationError) => instancePath.split('/').length;
  const deepest = Math.max(...errors.map(depth));
  const there = errors.filter((error) => depth(error) === deepest && error.keyword !== 'anyOf');
  // A value of another type was not meant to be of this one, if there is anything else to say.
  const about = there.filter(({ keyword }) => keyword !== 'type');
  const meant = about.length > 0 ? about : there;
  const first = meant[0] ?? errors[0]!;
  const path = pathOf(first.instancePath);
  const { additionalProperty, missingProperty } = first.params as Readonly<Record<string, string>>;

  const field = path.split(/[.[]/)[0]!;
  if (Object.hasOwn(neutralValues, field)) {
    const neutral = neutralValues[field as keyof typeof neutralValues];
    const others = neutral === 'null' ? '' : ` other than as ${neutral}`;
    const message = `"${field}" is not supported here${others}. Leave it out.`;
    return { message, param: field, code: 'unsupported_parameter' };
  }
  if (additionalProperty !== undefined) {
    const param = joined(path, additionalProperty);
    const message = `"${param}" is not known here. Leave it out; the README of @vr/server lists what there is.`;
    return { message, param, code: 'unknown_parameter' };
  }
  if (missingProperty !== undefined) {
    const param = joined(path, missingProperty);
    return { message: `"${param}" is missing.`, param, code: 'missing_parameter' };
  }
  return { message: `${subject(path)} ${demand(meant)}.`, param: path || null, code: 'invalid_value' };
}

function demand(errors: readonly FastifySchemaValidationError[]): string {
  const [first] = errors;
  const types = errors.filter(({ keyword }) => keyword === 'type').map(({ params }) => `${params.type}`);
  if (types.length > 0) return `must be ${types.map(withArticle).join(' or ')}`;
  if (first?.keyword === 'enum') {
    const allowed = first.params.allowedValues as readonly unknown[];
    return `must be one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}`;
  }
  if (first?.keyword === 'discriminator') return 'must have a "type" of "text" or "image_url"';
  return first?.message ?? 'is not valid';
}

const withArticle = (type: string) => `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
const subject = (path: string) => (path === '' ? 'The body' : `"${path}"`);
const joined = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

/** `/messages/0/content` as `messages[0].content`. */
function pathOf(pointer: string): string {
  return pointer
    .slice(1)
    .replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
}
