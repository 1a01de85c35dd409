import { bigName, rooflineShare, threadCounts } from './big-part.ts';
import type { BigRow, ContestantRow, GrowthRow, SpeedDocument } from './document.ts';
import {
  agreementFigure,
  type Figure,
  medianFigure,
  pairedFigure,
  type Quantity,
  type Series,
  tokensPerSecond,
  value,
} from './figures.ts';
import { growthName } from './growth-part.ts';
import { idle } from './loop-part.ts';
import { modelFacts } from './random-model.ts';
import type { PlacedReading } from './reading.ts';
import { type FullSpeedPlan, speedParts } from './speed-plan.ts';
import { contestantName } from './surroundings.ts';
import { severalAtOnce, smallRelative } from './trio-part.ts';

type Readings = readonly PlacedReading[];

const naive = contestantName('naive', 1);
const naiveDefault = contestantName('naive-default-threads', 1);
const largeAlone = contestantName('large-base', 1);

/** What a run's readings say. `folder`: where they are. */
export function makeDocument(plan: FullSpeedPlan, readings: Readings, folder: string): SpeedDocument {
  const widest = contestantName('proxy-thinker', Math.max(...plan.widths));
  const narrow = contestantName('proxy-thinker', Math.min(...plan.widths));
  const ratio = (part: string, one: string, other: string, quantity: Quantity) =>
    pairedFigure(readings, { part, contestant: one, quantity }, { part, contestant: other, quantity });
  const median = (part: string, contestant: string, quantity: Quantity) =>
    medianFigure(readings, { part, contestant, quantity });
  const one = contestantName('proxy-thinker', 1);
  const drafted = contestantName('proxy-thinker-drafted', 1);
  const big = plan.parts.includes('big') ? bigOf(plan, readings) : null;
  return {
    version: 1,
    throughputRatio: known(ratio('natural', widest, naive, tokensPerSecond)),
    agreement: known(agreementFigure(readings, 'natural', widest, naive)),
    stepRatio: known(ratio('fixed', one, naive, value('stepMs'))),
    guidedOverBig: known(ratio('fixed', drafted, largeAlone, value('stepMs'))),
    rooflineShare: fastest(big?.rows ?? [], 'stepMs')?.rooflineShare ?? null,
    overLlamaCpp: fastest(big?.rows ?? [], 'llamaStepMs')?.overLlamaCpp ?? null,
    eventLoopP99Ms: known(median('loop', widest, value('loopP99Ms'))),
    peakMemoryMb: known(median('memory', widest, value('peakMb'))),
    narrowMemoryMb: known(median('memory', narrow, value('peakMb'))),
    eventLoopFloorMs: known(median('loop', idle, value('loopP99Ms'))),
    eventLoopWholeP99Ms: known(median('loop', widest, value('loopWholeP99Ms'))),
    naiveEventLoopP99Ms: known(median('loop', naive, value('loopP99Ms'))),
    contestants: contestantRows(readings),
    big,
    trio: plan.parts.includes('trio') ? trioOf(plan, readings) : null,
    growth: growthRows(plan, readings),
    leftOut: leftOut(plan, readings),
    folder,
  };
}

const processorMsPerToken: Quantity = ({ tokens, values: { processorMs } }) =>
  processorMs === undefined || tokens === 0 ? undefined : processorMs / tokens;

const known = (figure: Figure | undefined): Figure | null => figure ?? null;

function contestantRows(readings: Readings): ContestantRow[] {
  return (['natural', 'fixed'] as const).flatMap((regime) => {
    const names = new Set(readings.filter(({ part }) => part === regime).map(({ contestant }) => contestant));
    return [...names].sort(byStanding).map((contestant): ContestantRow => {
      const against = contestant.includes('large-base') ? largeAlone : naive;
      const of = (quantity: Quantity) => ({ part: regime, contestant, quantity });
      const theirs = { part: regime, contestant: against, quantity: tokensPerSecond };
      const accepted: Quantity = ({ values: { proposed, accepted } }) =>
        proposed === undefined ? undefined : accepted! / proposed;
      return {
        regime,
        contestant,
        tokensPerSecond: known(medianFigure(readings, of(tokensPerSecond))),
        firstTokenMs: known(medianFigure(readings, of(value('firstTokenMs')))),
        stepMs: known(medianFigure(readings, of(value('stepMs')))),
        processorMsPerToken: known(medianFigure(readings, of(processorMsPerToken))),
        against,
        ratio: known(pairedFigure(readings, of(tokensPerSecond), theirs)),
        agreement: known(agreementFigure(readings, regime, contestant, against)),
        accepted: known(medianFigure(readings, of(accepted))),
      };
    });
  });
}

const standings = [
  ...['naive', 'transformers.js-proxy-thinker', 'proxy-thinker', 'proxy-thinker-drafted'],
  ...['transformers.js-large-base', 'large-base'],
];

function byStanding(one: string, other: string): number {
  const place = (name: string) => {
    const [who, width] = name.split('@');
    return standings.indexOf(who!) * 1000 + Number(width);
  };
  return place(one) - place(other);
}

function bigOf(plan: FullSpeedPlan, readings: Readings): SpeedDocument['big'] {
  const facts = modelFacts(plan.big);
  return { ...facts, rows: threadCounts(plan).map((threads) => bigRow(threads, facts.stepBytes, readings)) };
}

function bigRow(threads: number, stepBytes: number, readings: Readings): BigRow {
  const [memory, ours, llama] = [bigName.memory(threads), bigName.ours(threads), bigName.llama(threads)];
  const series = (contestant: string, name: string): Series => ({
    ...{ part: 'big', contestant, quantity: value(name) },
  });
  const median = (contestant: string, name: string) =>
    known(medianFigure(readings, series(contestant, name)));
  const processor = (contestant: string) =>
    known(medianFigure(readings, { part: 'big', contestant, quantity: processorMsPerToken }));
  const roofline = (contestant: string) =>
    known(
      pairedFigure(
        readings,
        series(contestant, 'stepMs'),
        series(memory, 'bytesPerSecond'),
        (stepMs, bytesPerSecond) => rooflineShare(stepBytes, stepMs, bytesPerSecond),
      ),
    );
  return {
    threads,
    bytesPerSecond: median(memory, 'bytesPerSecond'),
    stepMs: median(ours, 'stepMs'),
    firstTokenMs: median(ours, 'firstTokenMs'),
    processorMsPerToken: processor(ours),
    rooflineShare: roofline(ours),
    llamaStepMs: median(llama, 'stepMs'),
    llamaFirstTokenMs: median(llama, 'firstTokenMs'),
    llamaProcessorMsPerToken: processor(llama),
    llamaRooflineShare: roofline(llama),
    overLlamaCpp: known(pairedFigure(readings, series(llama, 'stepMs'), series(ours, 'stepMs'))),
    llamaAgreement: known(agreementFigure(readings, 'big', llama, ours)),
  };
}

/** The row in which a step is shortest; undefined if there is none. */
function fastest(rows: readonly BigRow[], step: 'stepMs' | 'llamaStepMs'): BigRow | undefined {
  return [...rows].sort((one, other) => (one[step]?.value ?? Infinity) - (other[step]?.value ?? Infinity))[0];
}

function trioOf({ big }: FullSpeedPlan, readings: Readings): SpeedDocument['trio'] {
  const of = (contestant: string, quantity: Quantity): Series => ({ part: 'trio', contestant, quantity });
  const step = (contestant: string) => of(contestant, value('stepMs'));
  const ms = (contestant: string) => medianFigure(readings, step(contestant))?.value ?? Infinity;
  const yardstick = ms(naive) <= ms(naiveDefault) ? naive : naiveDefault;
  const ours = contestantName('proxy-thinker', 1);
  const rate = (contestant: string) => of(contestant, tokensPerSecond);
  const sizes = [big, smallRelative(big, 2), smallRelative(big, 3)];
  return {
    parameters: sizes.map((one) => modelFacts(one).parameters),
    yardstick,
    stepMs: known(medianFigure(readings, step(ours))),
    stepRatio: known(pairedFigure(readings, step(ours), step(yardstick))),
    guidedOverBig: known(pairedFigure(readings, step(ours), step(largeAlone))),
    throughputRatio: known(
      pairedFigure(readings, rate(contestantName('proxy-thinker', severalAtOnce)), rate(yardstick)),
    ),
    agreement: known(agreementFigure(readings, 'trio', ours, yardstick)),
  };
}

function growthRows({ parts, growth }: FullSpeedPlan, readings: Readings): GrowthRow[] {
  if (!parts.includes('growth')) return [];
  const rows = (what: GrowthRow['what'], sizes: readonly number[]) =>
    sizes.map((size): GrowthRow => {
      const of = (contestant: string) => ({ part: 'growth', contestant, quantity: value('stepMs') });
      const mine = of(growthName[what](size));
      return {
        what,
        size,
        stepMs: known(medianFigure(readings, mine)),
        ratio: known(pairedFigure(readings, mine, of(growthName[what](sizes[0]!)))),
      };
    });
  return [
    ...rows('sequences', growth.sequences),
    ...rows('context', growth.contexts),
    ...rows('vocabulary', growth.vocabularies),
    ...rows('neighbour', growth.neighbours),
  ];
}

function leftOut({ parts, peers, threads }: FullSpeedPlan, readings: Readings): SpeedDocument['leftOut'] {
  const noParts = speedParts
    .filter((part) => !parts.includes(part))
    .map((part) => ({ what: part, why: 'not named by --only' }));
  const noPeers = ['transformers.js', 'llama.cpp'].map((what) => ({ what, why: 'needs --peers' }));
  const bigMeasured = readings.some(({ part }) => part === 'big');
  const noMemory = bigMeasured && !readings.some(({ contestant }) => contestant === bigName.memory(threads));
  return [
    ...noParts,
    ...(peers === 'left out' ? noPeers : []),
    ...(noMemory
      ? [{ what: 'bandwidth', why: `the C library of ${process.platform} is not known here` }]
      : []),
  ];
}
