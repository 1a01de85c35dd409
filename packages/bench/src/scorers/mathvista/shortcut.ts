import { floatText, parseFloatLiteral } from '../python/float.ts';
import { parseInteger } from '../python/integer.ts';
import { pattern } from '../python/pattern.ts';
import type { MathVistaProblem } from './mathvista.ts';

/**
 * The answers that MathVista extracts without asking a language model (lupantech/MathVista @ 53d5258,
 * evaluation/extract_answer.py): an option word for word, an integer where one is due, a float where one is due, nothing from
 * nothing. Undefined for all others.
 */
export function mathVistaShortcut(
  response: string,
  { questionType, answerType, choices }: MathVistaProblem,
): string | undefined {
  if (response === '') return '';
  if (questionType === 'multi_choice' && choices.includes(response)) return response;
  if (answerType === 'integer') return parseInteger(response)?.toString();
  if (answerType !== 'float') return undefined;
  const value = parseFloatLiteral(response);
  return value === undefined ? undefined : floatText(value);
}

const STATED = pattern(String.raw`The answer is "(.*)"\.`);

/** The further shortcut of its `--quick_extract`: what stands, on one line, in `The answer is "…".`. */
export function mathVistaQuickExtract(response: string, problem: MathVistaProblem): string | undefined {
  return mathVistaShortcut(response, problem) ?? STATED.exec(response)?.[1];
}
