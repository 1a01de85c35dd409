/**
 * EMMA (Hao et al., 2025), EMMA-Bench/EMMA @50609fd, `evaluation/evaluate.py: fast_extract_answer` and `evaluation/utils.py:
 * is_equal`, the marking without a judge. Read: a letter alone or before `:` or `.`; a number alone; the last closed box, and
 * of `\text{}` in it the last; else up to a full stop what follows `answer is` and its like, in lower case. Right: equal but
 * for case to the answer or to the text of the right option, or as a number in words, or as a number at two decimals.
 *
 * Quirks: `A.` and `A:` begin any sentence; a decimal after `answer is` loses its decimals; the text of a box is all that
 * counts of it, so `5 \text{ cm}` is `cm`. The oldest published results were marked before number words were read, and with
 * the whole response where nothing else was found: `before-number-words`.
 */
import { parseLatexNumber } from '../latex-number/latex-parser.ts';
import { latexValue, sympyFloat } from '../latex-number/latex-value.ts';
import { everyBoxed } from '../math/boxed.ts';
import { numberInWords } from '../math/number-words.ts';
import { parseFloatLiteral } from '../python/float.ts';
import { pattern } from '../python/pattern.ts';
import { roundToDigits } from '../python/round.ts';
import { strip } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';
import { unlessTooDeep } from '../too-deep.ts';

export interface EmmaProblem {
  /** A letter, or what is asked for. */
  readonly answer: string;
  /** The text of the right option, or the answer again. */
  readonly content: string;
}

/** How the two versions differ. */
interface Rules {
  /** Whether a text is the gold one, numbers aside. */
  readonly isSameText: (given: string, gold: string) => boolean;
  /** What is read where no rule reads anything. */
  readonly fallback: (response: string) => Reading;
}

export const emmaFast = scorer('50609fd', {
  isSameText: (given, gold) =>
    isSameText(given, gold) || numberInWords(given.toLowerCase()) === strip(gold.toLowerCase()),
  fallback: () => ({ text: '', rule: 'none' }),
});

/** The rule behind the results for Gemini 2.0 Flash. */
export const emmaFastBeforeNumberWords = scorer('before-number-words', {
  isSameText,
  fallback: (response) => ({ text: response, rule: 'whole answer' }),
});

function scorer(version: string, rules: Rules): Scorer<EmmaProblem> {
  const isRight = (given: string, gold: string) => rules.isSameText(given, gold) || isSameNumber(given, gold);
  return {
    name: 'emma.fast',
    version,
    mark(response, { answer, content }) {
      if (response === '') return { value: 0, read: undefined, rule: 'none' };
      const { text, rule } = reading(strip(response)) ?? rules.fallback(strip(response));
      const value = isRight(text, answer) || isRight(text, content) ? 1 : 0;
      return { value, read: text === '' ? undefined : text, rule };
    },
  };
}

interface Reading {
  readonly text: string;
  readonly rule: string;
}

const letters = [...'ABCDEFGH'];
const phrases = ['final answer is', 'correct answer is', 'answer should be', 'answer is', 'answer:'];
const texts = pattern(String.raw`\\text\{(.*?)\}`, 'g');

function reading(response: string): Reading | undefined {
  const letter = letters.find(
    (one) =>
      response.toUpperCase() === one || response.startsWith(`${one}:`) || response.startsWith(`${one}.`),
  );
  if (letter !== undefined) return { text: letter, rule: 'letter' };
  if (parseFloatLiteral(response) !== undefined) return { text: response, rule: 'number' };
  const box = everyBoxed(response).at(-1);
  if (box !== undefined) return { text: strip([...box.matchAll(texts)].at(-1)?.[1] ?? box), rule: 'boxed' };
  const lowered = response.toLowerCase();
  const phrase = phrases.find((one) => lowered.includes(one));
  if (phrase === undefined) return undefined;
  const after = strip(lowered.split(phrase).at(-1)!);
  return { text: after.split('\n')[0]!.split('.')[0]!, rule: 'phrase' };
}

function isSameText(given: string, gold: string): boolean {
  return strip(given.toLowerCase()) === strip(gold.toLowerCase());
}

const decimals = 2;

function isSameNumber(given: string, gold: string): boolean {
  const [one, other] = [roundedNumber(given), roundedNumber(gold)];
  return one !== undefined && one === other;
}

function roundedNumber(text: string): number | undefined {
  return unlessTooDeep(undefined, () => {
    const tree = parseLatexNumber(text.toLowerCase());
    const value = tree && latexValue(tree, sympyFloat);
    return value === undefined ? undefined : roundToDigits(Number(value), decimals);
  });
}
