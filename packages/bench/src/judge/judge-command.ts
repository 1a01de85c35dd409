/** `pnpm vr judge`: has answers marked by a model, and keeps what it replied. */
import { existsSync, readFileSync } from 'node:fs';
import { readWholeNumber, readWord } from '../flags.ts';
import type { Flags } from '../options.ts';
import type { Progress } from '../progress.ts';
import { markFiles, type ScoreOutput, scoreWith } from '../score/score-command.ts';
import type { ScorerEntry } from '../scorers/catalogue/entry.ts';
import { scorerKey } from '../scorers/scorer.ts';
import { UsageError } from '../usage-error.ts';
import { entry, type JudgeEntry, judgedScorer, judgeEntries } from './catalogue.ts';
import { asking } from './endpoint.ts';
import { type Exchanges, openExchanges } from './exchanges.ts';
import { type Judging, judgedVersion, settleNow } from './judge.ts';
import {
  JudgeUnavailable,
  judgeAll,
  MissingExchange,
  type Pending,
  recordedReply,
  unrecorded,
} from './judge-all.ts';
import { promptedJudge } from './prompted.ts';

export interface JudgeSurroundings extends ScoreOutput {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Throws `UsageError` for what was not understood, `MissingExchange` where --replay lacks a reply, `JudgeUnavailable`, and
 * the signal's reason when stopped: what was replied is kept, and the same command goes on from there.
 */
export async function judge(
  name: string | undefined,
  flags: Flags,
  around: JudgeSurroundings,
): Promise<void> {
  if (name === undefined) {
    const { json } = flags;
    (json === true ? around.err : around.out)(`The judges, each with what it marks:\n\n${judgeList()}`);
    if (json === true)
      around.out(JSON.stringify({ judges: judgeEntries.map(({ judge }) => scorerKey(judge)) }));
    return;
  }
  const chosen = chooseJudge(name, flags);
  if (flags.problems === undefined)
    throw new UsageError('judge needs --problems FILE, what was asked and what is right.');
  const model = readWord('model', flags.model, chosen.judge.usualModel);
  const file = readWord('exchanges', flags.exchanges, 'exchanges.jsonl');
  const exchanges = openExchanges(file);
  const pending = pendingOf(chosen, model, flags);
  if (flags.replay === true) refuseGaps(unrecorded(pending, exchanges, model), pending.length, model, file);
  else await fill(pending, exchanges, model, file, flags, around);
  const reply = recordedReply(exchanges, model);
  const served = new Set<string>();
  const recorded = judgedScorer(chosen, model, (begin) =>
    settleNow(begin(), (call) => {
      served.add(exchanges.find(model, call)?.reply.servedBy ?? model);
      return reply(call);
    }),
  );
  scoreWith(recorded, flags, around);
  const others = [...served].filter((one) => one !== model);
  if (others.length > 0) around.err(`\n${model} was served by ${others.join(' and ')}.`);
}

/** Every answer with what it takes to judge it, in the order of the problems. */
function pendingOf(chosen: JudgeEntry, model: string, flags: Flags): readonly Pending[] {
  const begun: (() => Judging)[] = [];
  const collecting: ScorerEntry = judgedScorer(chosen, model, (begin) => {
    begun.push(begin);
    return { value: 0, read: undefined, rule: 'none' };
  });
  const { marked } = markFiles(collecting, flags);
  return marked.map(({ id }, i) => ({ id, begin: begun[i]! }));
}

async function fill(
  pending: readonly Pending[],
  exchanges: Exchanges,
  model: string,
  file: string,
  flags: Flags,
  { progress, signal }: JudgeSurroundings,
): Promise<void> {
  const ask = asking({
    url: flags.endpoint === undefined ? undefined : readWord('endpoint', flags.endpoint, ''),
    key: undefined,
    retries: readWholeNumber('retries', flags.retries, 6, 0),
    timeoutMs: 120_000,
  });
  const lanes = readWholeNumber('lanes', flags.lanes, 8, 1);
  const unjudged = await judgeAll(pending, { model, ask, exchanges, lanes, progress, signal });
  if (unjudged.length === 0) return;
  const [first] = unjudged;
  throw new JudgeUnavailable(
    `${unjudged.length} of ${pending.length} answers were not judged, the first ${first!.id}: ${first!.because}\n` +
      `What ${model} replied is kept in ${file}; the same command asks for the rest.`,
  );
}

function refuseGaps(gaps: readonly Pending[], all: number, model: string, file: string): void {
  if (gaps.length === 0) return;
  const named = gaps.slice(0, 5).map(({ id }) => id);
  const more = gaps.length > named.length ? ` and ${gaps.length - named.length} more` : '';
  throw new MissingExchange(
    `${file} lacks replies of ${model} to ${gaps.length} of ${all} answers: ${named.join(', ')}${more}. ` +
      'Without --replay they are asked for.',
  );
}

/** Throws `UsageError`. */
function chooseJudge(name: string, flags: Flags): JudgeEntry {
  if (name === 'prompt.judge') {
    const path = flags.prompt === undefined ? '' : readWord('prompt', flags.prompt, '');
    if (!existsSync(path))
      throw new UsageError(
        `prompt.judge needs --prompt FILE, a text with {question}, {answer} and {response}.`,
      );
    return entry(promptedJudge(readFileSync(path, 'utf8')), 'a prompt of your own');
  }
  const found = judgeEntries.find(({ judge }) => judge.name === name || scorerKey(judge) === name);
  if (!found) throw new UsageError(`There is no judge "${name}". There is:\n\n${judgeList()}\n`);
  return found;
}

/** One line for each judge. */
export function judgeList(): string {
  const lines = judgeEntries.map(({ judge, line }) => [
    `${judge.name}@${judgedVersion(judge, judge.usualModel)}`,
    line,
  ]);
  const own = ['prompt.judge', 'a prompt of your own, by --prompt FILE'];
  const width = Math.max(...lines.map(([key]) => key!.length));
  return [...lines, own].map(([key, line]) => `  ${key!.padEnd(width)}  ${line}`).join('\n');
}
