import { UsageError } from './usage-error.ts';

/** Names out of a list; all of them where the flag was not given. Throws `UsageError` for a name not in it. */
export function readNames<Name extends string>(
  flag: string,
  given: unknown,
  names: readonly Name[],
): readonly Name[] {
  if (given === undefined) return names;
  const words = readList(given);
  const unknown = words.filter((word) => !names.includes(word as Name)).map((word) => `"${word}"`);
  if (words.length === 0) throw new UsageError(`--${flag} needs a name. There is: ${names.join(', ')}.`);
  if (unknown.length > 0)
    throw new UsageError(`--${flag} does not know ${unknown.join(', ')}. There is: ${names.join(', ')}.`);
  return names.filter((name) => words.includes(name));
}

/** Numbers, each once, in the order given. */
export function readNumbers(flag: string, given: unknown, fallback: readonly number[]): readonly number[] {
  if (given === undefined) return fallback;
  const words = readList(given);
  const values = words.map(Number);
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new UsageError(
      `--${flag} takes numbers with commas between them, such as 0.5 or 0,0.5,1, but was "${words.join(',')}".`,
    );
  return [...new Set(values)];
}

/** A whole number from `least` on. */
export function readWholeNumber(flag: string, given: unknown, fallback: number, least: number): number {
  if (given === undefined) return fallback;
  const word = readList(given).join(',');
  const value = word === '' ? Number.NaN : Number(word);
  if (!Number.isSafeInteger(value) || value < least)
    throw new UsageError(`--${flag} takes a whole number from ${least} on, but was "${word}".`);
  return value;
}

/** A path or another word as it is. */
export function readWord(flag: string, given: unknown, fallback: string): string {
  if (given === undefined) return fallback;
  const words = [given].flat();
  if (words.length !== 1 || words[0] === '') throw new UsageError(`--${flag} takes one value.`);
  return String(words[0]);
}

/** `--suite math,ocr` and `--suite math --suite ocr` are the same. */
function readList(given: unknown): string[] {
  const words = [given].flat().flatMap((value) => String(value).split(','));
  return words.map((word) => word.trim()).filter((word) => word !== '');
}
