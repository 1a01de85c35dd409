import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNames, readNumbers, readWholeNumber, readWord } from '../flags.ts';
import { UsageError } from '../usage-error.ts';
import { type DecoderSizes, llama135M } from './decoder-weights.ts';

/** What is measured, part by part, in this order. */
export const speedParts = ['natural', 'fixed', 'loop', 'memory', 'big', 'trio', 'growth'] as const;
export type SpeedPart = (typeof speedParts)[number];

/** How a run is to be done. Kept in its folder, so that going on measures the same. */
export interface FullSpeedPlan {
  readonly parts: readonly SpeedPart[];
  /** Whether other runtimes are measured as well. */
  readonly peers: 'measured' | 'left out';
  readonly seed: number;
  readonly alpha: number;
  /** Where the model folders are. */
  readonly models: string;
  /** Where models with random weights are written, and found again. */
  readonly scratch: string;
  readonly rounds: Readonly<Record<SpeedPart, number>>;
  /** How long the rounds of a part may take. */
  readonly budgetMs: number;
  /** How many sequences at once. */
  readonly widths: readonly number[];
  /** Questions for those that take one at a time. */
  readonly questions: number;
  /** Tokens of an answer whose end is ignored. Fewer than most answers have, so that what follows an end hardly counts. */
  readonly fixedTokens: number;
  /** Tokens of an answer during which the event loop is watched: many, for it is watched while nobody reads a prompt. */
  readonly loopTokens: number;
  /** The model with random weights, and how many threads it and the reading of memory get. */
  readonly big: DecoderSizes;
  readonly bigTokens: number;
  /** Tokens of an answer by three models with random weights. */
  readonly trioTokens: number;
  readonly threads: number;
  /** How much memory is read to find out how fast that is; far more than caches hold. */
  readonly memoryBytes: number;
  readonly growth: Growth;
}

/** What cost is measured over. */
export interface Growth {
  readonly sequences: readonly number[];
  readonly contexts: readonly number[];
  readonly vocabularies: readonly number[];
  /** Positions of a prompt that is read for another meanwhile. */
  readonly neighbours: readonly number[];
  readonly tokens: number;
}

const rounds: FullSpeedPlan['rounds'] = {
  natural: 12,
  fixed: 12,
  loop: 9,
  memory: 6,
  big: 12,
  trio: 9,
  growth: 9,
};

/** 151 936: the rows of Qwen2.5-VL's embeddings (config.json of Qwen/Qwen2.5-VL-7B-Instruct is 152 064). */
const growth: Growth = {
  sequences: [1, 2, 4, 8, 16, 32, 64],
  contexts: [64, 256, 512, 1024, 1900],
  vocabularies: [1024, 8192, 32_768, 65_536, 152_064],
  neighbours: [1, 128, 512, 1900],
  tokens: 16,
};

const budgetMs = 240_000;
const quickBudgetMs = 4_000;
/** Who says how many rounds there are to be waits for them. */
const patientMs = 24 * 3_600_000;

const tiny: DecoderSizes = {
  ...llama135M,
  hidden: 64,
  layers: 2,
  heads: 2,
  keyHeads: 1,
  headSize: 32,
  feedForward: 128,
  vocabulary: 512,
};

const quickRounds = { natural: 3, fixed: 3, loop: 3, memory: 2, big: 3, trio: 3, growth: 3 };
const quickGrowth: Growth = {
  sequences: [1, 8],
  contexts: [64, 256],
  vocabularies: [1024, 8192],
  neighbours: [1, 512],
  tokens: 8,
};

/** Names of flags that decide what is measured. */
export const fullSpeedFlags = [
  ...['quick', 'only', 'peers', 'seed', 'alpha', 'models', 'rounds'],
  ...['bigSize', 'threads', 'scratch'],
] as const;

export const bigSizes = ['135m', 'tiny'] as const;

/** Turns flags into a plan. Throws `UsageError`. */
export function fullSpeedPlanFrom(flags: Readonly<Record<string, unknown>>): FullSpeedPlan {
  const quick = flags.quick === true;
  const [size, ...more] = readNames('big-size', flags.bigSize ?? (quick ? 'tiny' : '135m'), bigSizes);
  if (more.length > 0) throw new UsageError('--big-size takes one name.');
  const usual = quick ? quickRounds : rounds;
  const given = readWholeNumber('rounds', flags.rounds, 0, flags.rounds === undefined ? 0 : 1);
  const [alpha, ...others] = readNumbers('alpha', flags.alpha, [0.5]);
  if (others.length > 0) throw new UsageError('--alpha takes one number here.');
  return {
    parts: readNames('only', flags.only, speedParts),
    peers: flags.peers === true ? 'measured' : 'left out',
    seed: readWholeNumber('seed', flags.seed, 0, 0),
    alpha: alpha!,
    models: readWord('models', flags.models, 'models'),
    scratch: readWord('scratch', flags.scratch, join(tmpdir(), 'vr-bench-speed')),
    rounds:
      given === 0 ? usual : (Object.fromEntries(speedParts.map((part) => [part, given])) as typeof rounds),
    budgetMs: given > 0 ? patientMs : quick ? quickBudgetMs : budgetMs,
    widths: quick ? [1, 8] : [1, 8, 32, 64],
    questions: quick ? 4 : 18,
    fixedTokens: quick ? 12 : 24,
    loopTokens: quick ? 24 : 128,
    big: size === 'tiny' ? tiny : llama135M,
    bigTokens: quick ? 12 : 32,
    trioTokens: quick ? 8 : 16,
    threads: readThreads(flags.threads),
    memoryBytes: (quick ? 64 : 512) * 2 ** 20,
    growth: quick ? quickGrowth : growth,
  };
}

/** Memory is read by threads of libuv's pool: by more than it has, nothing is read at the same time. */
function readThreads(given: unknown): number {
  const pool = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
  const threads = readWholeNumber('threads', given, Math.min(availableParallelism(), pool), 1);
  if (threads <= pool) return threads;
  throw new UsageError(
    `--threads ${threads} needs as many threads in libuv's pool, which has ${pool}: set UV_THREADPOOL_SIZE=${threads}.`,
  );
}
