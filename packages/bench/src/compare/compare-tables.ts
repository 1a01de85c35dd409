import { differenceWords, percent } from '../cells.ts';
import { left, right, type Table } from '../table.ts';
import type { Comparison, ComparisonRow, Flip, FlipAnswer } from './compare.ts';
import { grouped } from './grouped.ts';

/** The tables of a comparison; of the flips the first so many. */
export function compareTables(comparison: Comparison, mostFlips: number): Table[] {
  const { flips, provenance } = comparison;
  return [
    differenceTable(comparison),
    ...(provenance.length > 0 ? [provenanceTable(comparison)] : []),
    ...(flips.length > 0 && mostFlips > 0 ? [flipTable(comparison, mostFlips)] : []),
  ];
}

/** The answer to the question in a sentence for each pair of arms: over all suites, if there are several. */
export function verdicts({ rows }: Comparison): string[] {
  if (rows.length === 0) return ['No question has an answer on both sides: there is nothing to compare.'];
  const pairs = grouped(rows, ({ arms }) => arms.join(' → '));
  return [...pairs].map(([pair, own]) => {
    const { difference, gained, lost, n } = own.at(-1)!;
    return `${pair}: ${differenceWords(difference)} points; of ${n} questions ${gained} gained, ${lost} lost.`;
  });
}

function differenceTable({ first, second, rows, left: out, provenance }: Comparison): Table {
  const among = new Set(rows.map(({ arms }) => arms.join()));
  const [only] = rows;
  const missing = out.first + out.second;
  return {
    title: `A = ${first.label}, B = ${second.label}`,
    columns: [
      ...(among.size > 1 ? [left('arm')] : []),
      left('suite'),
      right('n'),
      right('A right, %'),
      right('B right, %'),
      left('B − A, points (95 %)'),
      right('p'),
      right('gained'),
      right('lost'),
      right('visible, points'),
    ],
    rows: rows.map((row) => [...(among.size > 1 ? [row.arms[0]] : []), ...cellsOf(row)]),
    notes: [
      ...(only && among.size === 1 ? [`A is ${only.arms[0]}, B is ${only.arms[1]}.`] : []),
      'Question by question, on those that both answered. p: McNemar, exact. gained, lost: right in B only, in A only.',
      'visible: a true difference this large would show in 4 studies of 5 with this n and about as many flips.',
      ...(missing > 0 ? [`In no number: ${missing} questions with an answer on one side only.`] : []),
      ...(out.changed > 0
        ? [
            `In no number: ${out.changed} questions that are not the same on both sides (prompt, picture or target).`,
          ]
        : []),
      ...(provenance.length === 0
        ? ['Nothing else differs: code, versions, machine, weights and plan are the same.']
        : []),
    ],
  };
}

function cellsOf({ suite, n, first, second, difference, gained, lost, visible }: ComparisonRow): string[] {
  return [
    suite,
    String(n),
    percent(first),
    percent(second),
    differenceWords(difference),
    difference.p < 0.001 ? '< 0.001' : difference.p.toFixed(3),
    String(gained),
    String(lost),
    visible === undefined ? 'none' : percent(visible),
  ];
}

function provenanceTable({ provenance }: Comparison): Table {
  const shown = (value: string | undefined) => (value === undefined ? '—' : clipped(value, 40));
  return {
    title: 'What else differs',
    columns: [left('what'), left('A'), left('B')],
    rows: provenance.map(({ what, first, second }) => [what, shown(first), shown(second)]),
    notes: ['Any of these may be why the answers differ.'],
  };
}

function flipTable({ flips }: Comparison, most: number): Table {
  return {
    title: `Flips: ${Math.min(most, flips.length)} of ${flips.length}`,
    columns: [
      left('question'),
      left('asked'),
      left('wanted'),
      left('A read'),
      left('B read'),
      left('change'),
    ],
    rows: evenly(flips, most).map(({ question, prompt, target, first, second, change }) => [
      question,
      clipped(prompt, 60),
      clipped(target, 16),
      answerCell(first),
      answerCell(second),
      change,
    ]),
    notes: [
      'A read, B read: what was read out of the answers. The whole answers are in the JSON (--json).',
      ...(most < flips.length ? [`--flips ${flips.length} shows all.`] : []),
    ],
  };
}

/** As many as wanted, spread over all of them: so that every suite shows. */
function evenly(flips: readonly Flip[], most: number): Flip[] {
  const step = Math.max(1, flips.length / most);
  return Array.from({ length: Math.min(most, flips.length) }, (_, i) => flips[Math.floor(i * step)]!);
}

function answerCell({ read, answer }: FlipAnswer): string {
  return read === undefined ? `nothing in “${clipped(answer, 16)}”` : clipped(read, 24);
}

/** On one line, and no longer than so many characters. */
function clipped(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
