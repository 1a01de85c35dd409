/** Scorers of mathematical answers. */
import { emmaFast, emmaFastBeforeNumberWords } from '../emma/emma.ts';
import { gsm8k, gsm8kA, gsm8kTarget } from '../gsm8k/gsm8k.ts';
import { mathHendrycksBare, mathMathRulerBare, mathQwenBare } from '../math/bare.ts';
import { mathHendrycks } from '../math/hendrycks.ts';
import { mathMathRuler } from '../math/mathruler.ts';
import { mathQwen } from '../math/qwen.ts';
import { mathVision } from '../mathv/mathv.ts';
import { type MathVistaProblem, mathVista, mathVistaPrereleaseInt } from '../mathvista/mathvista.ts';
import { proxyThinker } from '../proxythinker/proxythinker.ts';
import { entry, type Groups, type MarkedRow, type ScorerEntry } from './entry.ts';
import { answerColumns, answerLetter, find, optionalText, options, type Row, RowError, text } from './row.ts';

const mathOf = (row: Row) => ({ answer: text(row, answerColumns) });

/** The whole solution as the data set has it, or the number alone. */
function gsm8kOf(row: Row) {
  const answer = text(row, answerColumns);
  return { target: gsm8kTarget(answer) ?? answer };
}

/** Where there are options their own data name the right one by its letter; others may give its text. */
function choiceOrText(row: Row, among: readonly string[]): string {
  const answer = text(row, answerColumns);
  return among.includes(answer) || /^\([A-Z]\)$/.test(answer) ? answerLetter(row, among) : answer;
}

function mathVisionOf(row: Row) {
  const list = options(row);
  return { options: list, answer: choiceOrText(row, list) };
}

/** EMMA's `gt_content`, or else the text of the option whose letter is the answer. */
function emmaOf(row: Row) {
  const list = options(row);
  const answer = choiceOrText(row, list);
  const chosen = /^[A-Z]$/.test(answer) ? list[answer.charCodeAt(0) - 65] : undefined;
  return { answer, content: optionalText(row, ['gt_content']) ?? chosen ?? answer };
}

const answerTypes: readonly string[] = ['text', 'integer', 'float', 'list'];

function mathVistaOf(row: Row): MathVistaProblem {
  const choices = options(row, ['choices', 'options']);
  const answerType = optionalText(row, ['answer_type', 'type']) ?? 'text';
  if (!answerTypes.includes(answerType))
    throw new RowError(`answer_type is "${answerType}", not one of ${answerTypes.join(', ')}`);
  const precision = optionalText(row, ['precision']);
  return {
    questionType: choices.length > 0 ? 'multi_choice' : 'free_form',
    answerType: answerType as MathVistaProblem['answerType'],
    choices,
    precision: precision === undefined ? undefined : Number(precision),
    answer: choiceText(text(row, answerColumns), choices),
  };
}

/** MathVista's own data have the text of the right choice; others may give its letter. */
function choiceText(answer: string, choices: readonly string[]): string {
  const letter = choices.includes(answer) ? undefined : /^\(?([A-Z])\)?$/.exec(answer)?.[1];
  return (letter && choices[letter.charCodeAt(0) - 65]) ?? answer;
}

/** A row keeps the skills of its time where it has its own: those of many problems were revised after some runs. */
function mathVistaGroups({ problem, answer }: MarkedRow): Groups {
  const metadata = (find(problem, ['metadata']) ?? {}) as Row;
  const of = (column: string) => optionalText(metadata, [column]);
  return {
    'question type': optionalText(problem, ['question_type']),
    'answer type': optionalText(problem, ['answer_type']),
    language: of('language'),
    source: of('source'),
    category: of('category'),
    task: of('task'),
    context: of('context'),
    grade: optionalText(problem, ['grade_in_results']) ?? of('grade'),
    skills: (find(answer, ['skills']) ?? find(metadata, ['skills'])) as readonly string[] | undefined,
  };
}

const mathVistaShared = { groups: mathVistaGroups, responses: ['extraction'] };

/** The columns of MATH, MATH-Vision and their kin. */
function levelGroups({ problem }: MarkedRow): Groups {
  const subject = optionalText(problem, ['subject']);
  const level = optionalText(problem, ['level']);
  const both = level !== undefined && subject !== undefined ? `level ${level}, ${subject}` : undefined;
  return { level: level && `level ${level}`, subject, 'level and subject': both };
}

const emmaGroups = ({ problem }: MarkedRow) => ({
  subject: optionalText(problem, ['subject']),
  type: optionalText(problem, ['type'])?.toLowerCase(),
});

const bare = { groups: levelGroups, responses: ['given', 'extraction', 'model_answer'] };

export const mathEntries: readonly ScorerEntry[] = [
  entry(mathVista, mathVistaOf, { ...mathVistaShared, line: 'MathVista, of answers already extracted' }),
  entry(mathVistaPrereleaseInt, mathVistaOf, {
    ...mathVistaShared,
    line: 'MathVista, the rule behind most published results',
  }),
  entry(mathVision, mathVisionOf, { groups: levelGroups, line: 'MATH-Vision, by its authors' }),
  entry(emmaFast, emmaOf, { groups: emmaGroups, line: 'EMMA, by its authors without a judge' }),
  entry(emmaFastBeforeNumberWords, emmaOf, {
    groups: emmaGroups,
    line: 'EMMA, the rule behind its oldest results',
  }),
  entry(gsm8k, gsm8kOf, { responses: ['solution'], line: 'GSM8K, by its authors: the number after ####' }),
  entry(gsm8kA, gsm8kOf, { responses: ['solution'], line: 'GSM8K, of its published solutions: after A:' }),
  entry(mathHendrycks, mathOf, {
    groups: levelGroups,
    line: 'MATH, by its authors: the last box, as a string',
  }),
  entry(mathMathRuler, mathOf, { groups: levelGroups, line: 'MATH, by MathRuler: the last box, computed' }),
  entry(mathQwen, mathOf, { groups: levelGroups, line: 'MATH, by Qwen: the last box, also times 100' }),
  entry(mathHendrycksBare, mathOf, { ...bare, line: 'math.hendrycks, of answers already extracted' }),
  entry(mathMathRulerBare, mathOf, { ...bare, line: 'math.mathruler, of answers already extracted' }),
  entry(mathQwenBare, mathOf, { ...bare, line: 'math.qwen, of answers already extracted' }),
  entry(
    proxyThinker,
    (row) => ({
      answer: text(row, answerColumns),
      choices: listOf(row, 'choices'),
      options: listOf(row, 'options'),
    }),
    { groups: levelGroups, line: 'mathematics as ProxyThinker marks it: the first box, by MathRuler' },
  ),
];

function listOf(row: Row, column: string): readonly string[] | undefined {
  const list = options(row, [column]);
  return list.length === 0 ? undefined : list;
}
