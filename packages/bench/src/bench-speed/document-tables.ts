import { left, right, type Table } from '../table.ts';
import type { ContestantRow, GrowthRow, SpeedDocument } from './document.ts';
import type { Figure } from './figures.ts';

/** What a run says, for people: the figures first, then what they were made of. */
export function documentTables(document: SpeedDocument): Table[] {
  const { contestants, growth, big, trio } = document;
  return [
    headTable(document),
    ...(contestants.length > 0 ? [contestantTable(contestants)] : []),
    ...(big ? [bigTable(big)] : []),
    ...(trio ? [trioTable(trio)] : []),
    ...(growth.length > 0 ? [growthTable(growth)] : []),
  ];
}

function headTable(document: SpeedDocument): Table {
  const rows: [string, Figure | null, Say, string][] = [
    ['times naive', document.throughputRatio, ratio, 'tokens per second at the widest, natural length'],
    ['same answers', document.agreement, share, 'as naive, token for token'],
    ['step / naive', document.stepRatio, ratio, 'three models, one sequence; below 1 is faster'],
    ['guided / large alone', document.guidedOverBig, ratio, 'time per token with drafts, one sequence'],
    ['of memory bandwidth', document.rooflineShare, share, 'large random model, one sequence'],
    ['times llama.cpp', document.overLlamaCpp, ratio, 'same weights, same threads, one sequence'],
    ['event loop p99, ms', document.eventLoopP99Ms, ms, 'while the widest decodes'],
    ['… prompts included', document.eventLoopWholeP99Ms, ms, 'all of them read at once, with their pictures'],
    ['… with nothing to do', document.eventLoopFloorMs, ms, 'its floor'],
    ['… naive', document.naiveEventLoopP99Ms, ms, 'one sequence'],
    ['peak memory, MiB', document.peakMemoryMb, whole, 'three models, the widest'],
    ['… one at a time', document.narrowMemoryMb, whole, ''],
  ];
  return {
    title: 'Speed',
    columns: [
      left('figure'),
      right('value'),
      right('interval'),
      right('confidence, %'),
      right('n'),
      left('what'),
    ],
    rows: rows.map(([name, figure, say, what]) => [
      name,
      figure ? say(figure.value) : 'not measured',
      figure ? `${say(figure.lower)}–${say(figure.upper)}` : '',
      figure ? (100 * figure.confidence).toFixed(0) : '',
      figure ? String(figure.n) : '',
      what,
    ]),
    notes: document.leftOut.map(({ what, why }) => `Left out: ${what} (${why}).`),
  };
}

function contestantTable(contestants: readonly ContestantRow[]): Table {
  return {
    title: 'Who answers',
    columns: [
      ...[
        left('length'),
        left('who@at once'),
        right('tokens/s'),
        right('first token, ms'),
        right('step, ms'),
      ],
      ...[right('processor, ms'), left('against'), right('times'), right('same answers, %')],
      right('drafts accepted, %'),
    ],
    rows: contestants.map((row) => [
      ...[row.regime, row.contestant, short(row.tokensPerSecond, whole), short(row.firstTokenMs, ms)],
      short(row.stepMs, ms),
      short(row.processorMsPerToken, ms),
      ...(row.contestant === row.against
        ? ['', '1', '']
        : [row.against, long(row.ratio, ratio), short(row.agreement, share)]),
      short(row.accepted, share),
    ]),
    notes: [
      'Medians over rounds; times: of equal rounds, with the interval of the median. Processor: of all cores for a token.',
    ],
  };
}

function bigTable({ parameters, stepBytes, rows }: NonNullable<SpeedDocument['big']>): Table {
  return {
    title: `A model with random weights: ${(parameters / 1e6).toFixed(0)} M`,
    columns: [
      ...[
        left('who'),
        right('threads'),
        right('step, ms'),
        right('of bandwidth, %'),
        right('first token, ms'),
      ],
      ...[right('processor, ms'), right('same answers, %'), right('ours times llama.cpp')],
    ],
    rows: rows.flatMap((row) => [
      [
        ...['ours', String(row.threads), long(row.stepMs, ms), long(row.rooflineShare, share)],
        ...[long(row.firstTokenMs, ms), long(row.processorMsPerToken, ms), '', ''],
      ],
      [
        ...['llama.cpp', String(row.threads), long(row.llamaStepMs, ms), long(row.llamaRooflineShare, share)],
        ...[long(row.llamaFirstTokenMs, ms), long(row.llamaProcessorMsPerToken, ms)],
        ...[long(row.llamaAgreement, share), long(row.overLlamaCpp, ratio)],
      ],
    ]),
    notes: rows.map(
      ({ threads, bytesPerSecond }) =>
        `Memory, threads ${threads}: ${long(bytesPerSecond, gigabytes)} GB/s read; ${(stepBytes / 1e6).toFixed(0)} MB of weights a step.`,
    ),
  };
}

function trioTable(trio: NonNullable<SpeedDocument['trio']>): Table {
  const sizes = trio.parameters.map((parameters) => (parameters / 1e6).toFixed(0)).join(' + ');
  return {
    title: `ProxyThinker of models with random weights: ${sizes} M`,
    columns: [left('figure'), right('value'), left('what')],
    rows: [
      ['step, ms', long(trio.stepMs, ms), 'three models, one sequence'],
      ['step / naive', long(trio.stepRatio, ratio), `against ${trio.yardstick}, the faster loop here`],
      ['same answers', long(trio.agreement, share), 'as that loop, token for token'],
      ['guided / large alone', long(trio.guidedOverBig, ratio), 'a step, without drafts'],
      ['times naive', long(trio.throughputRatio, ratio), 'tokens per second, eight sequences at once'],
    ],
    notes: [],
  };
}

function growthTable(growth: readonly GrowthRow[]): Table {
  return {
    title: 'What a step costs as things grow',
    columns: [left('what'), right('size'), right('step, ms'), right('times the smallest')],
    rows: growth.map(({ what, size, stepMs, ratio: times }) => [
      what,
      String(size),
      long(stepMs, ms),
      long(times, ratio),
    ]),
    notes: [
      "Neighbour: the longest step of one that writes while so many positions of another's prompt are read.",
    ],
  };
}

type Say = (value: number) => string;
const ratio: Say = (value) => value.toFixed(2);
const share: Say = (value) => `${(100 * value).toFixed(1)}`;
const ms: Say = (value) => value.toFixed(value < 10 ? 2 : 1);
const whole: Say = (value) => value.toFixed(0);
const gigabytes: Say = (value) => (value / 1e9).toFixed(1);

const short = (figure: Figure | null, say: Say) => (figure ? say(figure.value) : '');
const long = (figure: Figure | null, say: Say) =>
  figure ? `${say(figure.value)} (${say(figure.lower)}–${say(figure.upper)})` : '';
