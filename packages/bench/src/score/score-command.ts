/** `pnpm bench score`: marks what any harness wrote down. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { percent } from '../cells.ts';
import { readWord } from '../flags.ts';
import type { Flags } from '../options.ts';
import { scorerEntries } from '../scorers/catalogue/catalogue.ts';
import type { MarkedRow, ScorerEntry } from '../scorers/catalogue/entry.ts';
import { scorerKey } from '../scorers/scorer.ts';
import { tableAsText } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { chooseScorer, scorerList } from './choose-scorer.ts';
import { FileError } from './file-error.ts';
import { type Joined, joinedAlready, joinRows } from './join-rows.ts';
import { markRows } from './mark-rows.ts';
import { readRows } from './read-rows.ts';
import { scoreTables } from './score-tables.ts';
import { totalsOf } from './totals.ts';

export interface ScoreOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly emphasise: (text: string) => string;
}

/** Throws `UsageError` for what was not understood and `FileError` for files that cannot be read. */
export function score(name: string | undefined, flags: Flags, { out, err, emphasise }: ScoreOutput): void {
  if (name === undefined) {
    (flags.json === true ? err : out)(`The scorers, each with what it marks:\n\n${scorerList()}`);
    if (flags.json === true) out(JSON.stringify({ scorers: scorerEntries.map(scorerKey) }));
    return;
  }
  scoreWith(chooseScorer(name), flags, { out, err, emphasise });
}

/** The files that flags name, and how they are read. Throws `UsageError`. */
function filesNamed(flags: Flags) {
  if (flags.problems === undefined)
    throw new UsageError('bench score needs --problems FILE, what was asked and what is right.');
  const problems = readWord('problems', flags.problems, '');
  return {
    problems,
    preds: readWord('preds', flags.preds, problems),
    run: flags.run === undefined ? undefined : readWord('run', flags.run, ''),
    column: flags.column === undefined ? undefined : readWord('column', flags.column, ''),
  };
}

/** Marks the rows of the files that flags name. */
export function markFiles(
  entry: ScorerEntry,
  flags: Flags,
): { joined: Joined; marked: readonly MarkedRow[] } {
  const { problems, preds, run, column } = filesNamed(flags);
  const joined = join(problems, preds, run, entry);
  return { joined, marked: markRows(entry, joined.rows, column) };
}

/** Marks the rows of the files that flags name, and tells what they come to. */
export function scoreWith(entry: ScorerEntry, flags: Flags, { out, err, emphasise }: ScoreOutput): void {
  const { problems: problemsPath, preds: predsPath } = filesNamed(flags);
  const { joined, marked } = markFiles(entry, flags);
  const rows = marked.map(verdict);
  if (flags.rows !== undefined) {
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
    write(readWord('rows', flags.rows, ''), lines.join(''));
  }
  const totals = totalsOf(entry, marked);
  const say = flags.json === true ? err : out;
  const key = scorerKey(entry);
  for (const table of scoreTables(key, totals)) say(`\n${tableAsText(table, emphasise)}`);
  if (totals.published.length === 0 && entry.publishedNeed !== undefined)
    err(`\nThe published totals are left out: they need ${entry.publishedNeed}.`);
  for (const line of leftOut(joined, totals.value)) err(`\n${line}`);
  if (flags.json !== true) return;
  const { published, groups, ...all } = totals;
  const { missing, unknown } = joined;
  const files = { problems: problemsPath, predictions: predsPath };
  out(JSON.stringify({ scorer: key, ...files, ...all, missing, unknown, totals: published, groups, rows }));
}

function join(problems: string, preds: string, run: string | undefined, entry: ScorerEntry) {
  if (resolve(problems) === resolve(preds)) return joinedAlready(readRows(problems, 'response', run), entry);
  const asked = readRows(problems, 'answer', undefined);
  const answered = readRows(preds, 'response', run);
  const joined = joinRows(asked, answered, entry);
  if (joined.rows.length === 0) throw new FileError([strangers(preds, joined)]);
  return joined;
}

function strangers(preds: string, { missing, unknown }: Joined): string {
  return `${preds}: no id is that of a problem; they are such as "${unknown[0]}", those of the problems such as "${missing[0]}". --run picks one of several runs.`;
}

function verdict({ id, mark }: MarkedRow) {
  return { id, value: mark.value, read: mark.read ?? null, rule: mark.rule };
}

const mostNamed = 10;

/** What stands in no total. */
function leftOut({ missing, unknown, rows }: Joined, value: number): readonly string[] {
  const asked = missing.length + rows.length;
  const asWrong = percent((value * rows.length) / asked);
  const sentences: string[] = [];
  if (missing.length > 0)
    sentences.push(
      `${missing.length} of ${asked} problems have no prediction and are in no total (as wrong ones: ${asWrong} %): ${named(missing)}.`,
    );
  if (unknown.length > 0)
    sentences.push(
      `${unknown.length} predictions are of no known problem and are in no total: ${named(unknown)}.`,
    );
  return sentences;
}

function named(ids: readonly string[]): string {
  const more = ids.length - mostNamed;
  return `${ids.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`--rows cannot write ${path}: ${(error as Error).message}.`);
  }
}
