import { availableParallelism } from 'node:os';
import { armNames } from './arms.ts';
import type { ExportOptions } from './export.ts';
import { readNames, readNumbers, readWholeNumber, readWord } from './flags.ts';
import type { ArmChoice, Plan, SpeedPlan } from './record.ts';
import { type Suite, splits } from './suites/suite.ts';
import { UsageError } from './usage-error.ts';

/** Flags by name, every value as it was typed. */
export type Flags = Readonly<Record<string, unknown>>;

/** The flags that decide what is measured. */
export const planFlags = ['suite', 'arm', 'alpha', 'part', 'limit', 'seed', 'quick'] as const;

export const parts = ['accuracy', 'speed'] as const;

/** The tables lead with the first α, and the speed part times it. */
const fullAlphas = [0.5, 0, 0.25, 0.75, 1, 1.25];
const quickAlphas = [0.5, 0, 1];

const widths = [1, 8, 32, 64];
const fullSpeed: Omit<SpeedPlan, 'alpha'> = {
  rounds: 12,
  naive: ['naive', 'naive-default-threads'],
  sequences: widths,
  questions: 18,
  budgetMs: 480_000,
};
const shortSpeed: Omit<SpeedPlan, 'alpha'> = {
  rounds: 9,
  naive: ['naive'],
  sequences: widths,
  questions: 6,
  budgetMs: 60_000,
};

/** With fewer questions than this the speed part is the short one: who asks little wants to wait little. */
const shortBelow = 100;

/** Turns flags into a plan. Throws `UsageError`, which names what was given and what there is. */
export function planFrom(flags: Flags, suites: readonly Suite[]): Plan {
  const quick = flags.quick === true;
  const limit = readWholeNumber('limit', flags.limit, quick ? 40 : 200, 1);
  const arms = readNames('arm', flags.arm, armNames);
  const alphas = readNumbers('alpha', flags.alpha, quick ? quickAlphas : fullAlphas);
  const wanted = readNames('part', flags.part, parts);
  const names = readNames(
    'suite',
    flags.suite,
    suites.map(({ name }) => name),
  );
  const guided = arms.includes('proxy-thinker');
  if (flags.alpha !== undefined && !guided)
    throw new UsageError('--alpha is the weight of proxy-thinker, which --arm leaves out.');
  if (flags.part !== undefined && wanted.includes('speed') && !guided)
    throw new UsageError('--part speed times proxy-thinker, which --arm leaves out.');
  const speed = limit < shortBelow ? shortSpeed : fullSpeed;
  return {
    suites: suites.filter(({ name }) => names.includes(name)).map(({ name, version }) => ({ name, version })),
    arms: wanted.includes('accuracy') ? arms.flatMap((name) => choicesOf(name, alphas)) : [],
    limit,
    seed: readWholeNumber('seed', flags.seed, 0, 0),
    maxTokens: 256,
    lanes: 64,
    speed: guided && wanted.includes('speed') ? { ...speed, alpha: alphas[0]! } : undefined,
  };
}

function choicesOf(name: ArmChoice['name'], alphas: readonly number[]): ArmChoice[] {
  if (name !== 'proxy-thinker') return [{ name, parameters: {} }];
  return alphas.map((alpha) => ({ name, parameters: { alpha } }));
}

/** What `bench export` is asked for. Throws `UsageError`. */
export function exportOptionsFrom(flags: Flags, suites: readonly Suite[]): ExportOptions {
  if (flags.out === undefined) throw new UsageError('bench export needs --out DIR, a folder to write to.');
  const [split, ...more] = readNames('split', flags.split ?? 'train', splits);
  if (more.length > 0) throw new UsageError('--split takes one name.');
  return {
    split: split!,
    count: readWholeNumber('count', flags.count, 10_000, 1),
    seed: readWholeNumber('seed', flags.seed, 0, 0),
    out: readWord('out', flags.out, ''),
    suite: readNames(
      'suite',
      flags.suite,
      suites.map(({ name }) => name),
    ),
    processes: readWholeNumber('processes', flags.processes, availableParallelism(), 1),
  };
}
