import { armNames, defaultAlpha } from './arms.ts';
import type { ArmChoice, ArmName, ArmParameters } from './plan.ts';
import { UsageError } from './usage-error.ts';

/** How the value of each setting is read; undefined if it makes no sense. */
const readers = {
  alpha: finite,
  doubt: finite,
  judge: oneOf('small', 'large'),
  asksAt: oneOf('cues', 'every thought'),
  judgedTokens: whole,
  openingTokens: whole,
  handsBackAfter: oneOf('tokens', 'thought'),
} as const satisfies { [Setting in keyof ArmParameters]-?: (text: string) => ArmParameters[Setting] };

type Setting = keyof typeof readers;

const thinking = ['doubt', 'judge', 'asksAt', 'judgedTokens', 'openingTokens', 'handsBackAfter'] as const;

/** What may be set of which arm; of the others nothing. */
const settings: { readonly [Name in ArmName]?: readonly Setting[] } = {
  'proxy-thinker': ['alpha'],
  'speculative-thinking': thinking,
  'all-three': ['alpha', ...thinking],
};

/**
 * Ways to answer, in the usual order of their names: `vision-think`, or with settings
 * `speculative-thinking?openingTokens=12&asksAt=every thought`. Of `alphas`, weights of guidance, proxy-thinker has one
 * arm for each, unless it is given one; all-three has the first. Throws `UsageError`.
 */
export function readArms(
  given: unknown,
  usual: readonly ArmName[],
  alphas: readonly number[] = [defaultAlpha],
): ArmChoice[] {
  const words = given === undefined ? usual : wordsOf(given);
  if (words.length === 0) throw new UsageError(`--arm needs a name. There is: ${armNames.join(', ')}.`);
  const choices = words.map(readArm);
  return armNames.flatMap((name) =>
    choices.filter((choice) => choice.name === name).flatMap((choice) => weighted(choice, alphas)),
  );
}

function wordsOf(given: unknown): string[] {
  const words = [given].flat().flatMap((value) => String(value).split(','));
  return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))];
}

function weighted(choice: ArmChoice, alphas: readonly number[]): ArmChoice[] {
  const { name, parameters } = choice;
  if (parameters.alpha !== undefined || !settings[name]?.includes('alpha')) return [choice];
  const weights = name === 'proxy-thinker' ? alphas : alphas.slice(0, 1);
  return weights.map((alpha) => ({ name, parameters: { alpha, ...parameters } }));
}

function readArm(word: string): ArmChoice {
  const [given, query = ''] = word.split('?', 2);
  const name = armNames.find((known) => known === given);
  if (name === undefined)
    throw new UsageError(`--arm does not know "${given}". There is: ${armNames.join(', ')}.`);
  const pairs = query === '' ? [] : query.split('&').map((pair) => readSetting(name, pair));
  return { name, parameters: Object.fromEntries(pairs) };
}

function readSetting(name: ArmName, pair: string): [Setting, unknown] {
  const [given, text = ''] = pair.split('=', 2);
  const known = settings[name] ?? [];
  const setting = known.find((one) => one === given);
  if (setting === undefined)
    throw new UsageError(
      `${name} has no setting "${given}". It has: ${known.length === 0 ? 'none' : known.join(', ')}.`,
    );
  const value = readers[setting](text);
  if (value === undefined) throw new UsageError(`${name}: ${setting} cannot be "${text}".`);
  return [setting, value];
}

function oneOf<Value extends string>(...values: readonly Value[]): (text: string) => Value | undefined {
  return (text) => values.find((value) => value === text);
}

function whole(text: string): number | undefined {
  const value = finite(text);
  return value !== undefined && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}

function finite(text: string): number | undefined {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : undefined;
}
