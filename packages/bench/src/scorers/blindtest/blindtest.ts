/**
 * BlindTest, from "Vision language models are blind". anguyen8/vision-llms-are-blind @ dd2a28d (MIT) has pictures and
 * verdicts, and no code that marks an answer.
 *
 * `blindtest` (ours): the last number in curly brackets, as the questions ask, or else the only number there is; for rows and
 * columns the last "rows={5} columns={6}" or else the only two bracketed numbers; yes or no as the only one of the two words.
 *
 * `blindtest.lmms`: lmms-eval 0.7.3, lmms_eval/tasks/vlmsareblind/utils.py (MIT). Yes and no have to be the whole answer;
 * of numbers and letters the first one counts, brackets or not, so that "the 2 lines meet {1}" reads 2.
 */

import { pattern } from '../python/pattern.ts';
import { strip } from '../python/text.ts';
import type { Mark, Scorer } from '../scorer.ts';
import { vlmEvalKitYesNo } from '../yes-no.ts';

export interface BlindTestProblem {
  readonly kind: 'yes or no' | 'number' | 'letter' | 'rows and columns';
  /** In lower case: `yes`, `5`, `a`, and `5,6` for five rows and six columns. */
  readonly answer: string;
}

export const blindTest = scorer('blindtest', '1', readAsAsked);
export const blindTestLmms = scorer('blindtest.lmms', '0.7.3', readFirst);

interface Reading {
  readonly answer: string;
  readonly rule: string;
}

function scorer(
  name: string,
  version: string,
  read: (text: string, kind: BlindTestProblem['kind']) => Reading | undefined,
): Scorer<BlindTestProblem> {
  return {
    name,
    version,
    mark(response, problem): Mark {
      const reading = read(strip(response).toLowerCase(), problem.kind);
      if (reading === undefined) return { value: 0, read: undefined, rule: 'none' };
      return { value: reading.answer === problem.answer ? 1 : 0, read: reading.answer, rule: reading.rule };
    },
  };
}

const ROWS_AND_COLUMNS = /rows\s*=\s*\{?\s*(\d+)\s*\}?[\s,;]*columns\s*=\s*\{?\s*(\d+)/g;
const BRACKETED_NUMBER = /\{\s*(\d+)\s*\}/g;
const BRACKETED_LETTER = /\{\s*([a-z])\s*\}/g;

function readAsAsked(text: string, kind: BlindTestProblem['kind']): Reading | undefined {
  if (kind === 'yes or no') {
    const answer = vlmEvalKitYesNo(text);
    return answer && { answer, rule: 'word' };
  }
  if (kind === 'rows and columns') return readRowsAndColumns(text);
  const bracketed = last(text, kind === 'number' ? BRACKETED_NUMBER : BRACKETED_LETTER);
  if (bracketed !== undefined) return { answer: plain(bracketed[1]!), rule: 'curly brackets' };
  const [only, ...more] = text.match(kind === 'number' ? /\d+/g : /^[a-z]$/g) ?? [];
  return only === undefined || more.length > 0 ? undefined : { answer: plain(only), rule: `only ${kind}` };
}

function readRowsAndColumns(text: string): Reading | undefined {
  const named = last(text, ROWS_AND_COLUMNS);
  if (named !== undefined)
    return { answer: `${plain(named[1]!)},${plain(named[2]!)}`, rule: 'rows and columns' };
  const numbers = [...text.matchAll(BRACKETED_NUMBER)].map(([, digits]) => plain(digits!));
  return numbers.length === 2 ? { answer: numbers.join(','), rule: 'curly brackets' } : undefined;
}

function last(text: string, expression: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(expression)].at(-1);
}

/** Without leading zeros. */
function plain(text: string): string {
  return text.replace(/^0+(?=\d)/, '');
}

const FIRST: Readonly<Record<BlindTestProblem['kind'], readonly RegExp[]>> = {
  'yes or no': [/^(yes|no)$/],
  number: [pattern(String.raw`(\d+)`)],
  letter: [pattern('([a-z])')],
  'rows and columns': [
    pattern(String.raw`\{(\d+)\}\s*\{(\d+)\}`),
    pattern(String.raw`\((\d+)\s*,\s*(\d+)\)`),
    pattern(String.raw`rows=\{(\d+)\}\scolumns=\{(\d+)\}`),
  ],
};

function readFirst(text: string, kind: BlindTestProblem['kind']): Reading | undefined {
  for (const expression of FIRST[kind]) {
    const found = expression.exec(text);
    if (found !== null) return { answer: found.slice(1).join(','), rule: `first ${kind}` };
  }
  return undefined;
}
