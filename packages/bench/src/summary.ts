import type { Token } from '@vr/core';
import { differenceOf } from './differences.ts';
import { droppedTokens } from './dropped-tokens.ts';
import { armKey } from './keys.ts';
import type { RunContents } from './read-run.ts';
import {
  type AccuracyRow,
  type ArmChoice,
  type Difference,
  type Plan,
  recordVersion,
  type SampleRecord,
  type SpeedBlock,
  type SpeedRound,
  type SpeedRow,
  type Summary,
} from './record.ts';
import { median, medianInterval, wilsonInterval } from './stats.ts';

type Done = Extract<SampleRecord, { state: 'done' }>;

/** Computes the tables from what was recorded. The same records give the same summary. */
export function summarise({ run, calibration, samples, rounds }: RunContents): Summary {
  const { plan } = run;
  const suites = plan.suites.map(({ name }) => name);
  const rows = (suite: AccuracyRow['suite'], among: readonly SampleRecord[]) => {
    const samples = byArm(among);
    return plan.arms
      .map((arm) => accuracyRow(suite, arm, samples, plan))
      .filter(({ n, failed }) => n + failed > 0);
  };
  return {
    version: recordVersion,
    run: run.id,
    scorers: [...new Set(run.questions.map(({ scorer }) => scorer))],
    calibration,
    accuracy: suites.flatMap((suite) =>
      rows(
        suite,
        samples.filter((sample) => sample.suite === suite),
      ),
    ),
    overall: suites.length > 1 ? rows('all', samples) : [],
    speed: speedRows(rounds),
  };
}

function byArm(samples: readonly SampleRecord[]): ReadonlyMap<string, readonly SampleRecord[]> {
  const groups = new Map<string, SampleRecord[]>();
  for (const sample of samples) {
    const key = armKey(nameOf(sample));
    const group = groups.get(key);
    if (group) group.push(sample);
    else groups.set(key, [sample]);
  }
  return groups;
}

function accuracyRow(
  suite: AccuracyRow['suite'],
  choice: ArmChoice,
  samples: ReadonlyMap<string, readonly SampleRecord[]>,
  { seed }: Plan,
): AccuracyRow {
  const own = samples.get(armKey(choice)) ?? [];
  const done = own.filter((sample) => sample.state === 'done');
  const mean = (count: (sample: Done) => number) =>
    done.length === 0 ? 0 : total(done.map(count)) / done.length;
  const values = [...questionValues(done).values()];
  const n = values.length;
  const hits = total(values);
  const tokensPerAnswer = mean(({ tokens }) => tokens);
  const base = (samples.get('large-base') ?? []).filter((sample) => sample.state === 'done');
  return {
    suite,
    arm: choice.name,
    parameters: choice.parameters,
    n,
    accuracy: n === 0 ? 0 : hits / n,
    ...wilsonInterval(hits, n),
    unparsed: done.filter(({ read }) => read === undefined).length,
    cut: done.filter(({ finish }) => finish === 'length').length,
    failed: own.length - done.length,
    tokensPerAnswer,
    droppedPerAnswer: mean(droppedTokens),
    largeShare: tokensPerAnswer === 0 ? 0 : mean(({ largeTokens }) => largeTokens) / tokensPerAnswer,
    visualTokensPerAnswer: mean(({ visualTokens }) => visualTokens),
    escalated: mean(({ escalations }) => (escalations.length > 0 ? 1 : 0)),
    difference: choice.name === 'large-base' ? undefined : pairedDifference(done, base, seed),
  };
}

function pairedDifference(own: readonly Done[], base: readonly Done[], seed: number): Difference | undefined {
  const baseValues = questionValues(base);
  const pairs = [...questionValues(own)].flatMap(([question, value]) => {
    const other = baseValues.get(question);
    return other === undefined ? [] : [{ question, difference: value - other }];
  });
  if (pairs.length === 0) return undefined;
  const images = new Map(own.map(({ question, image }) => [question, image]));
  const differences = pairs.map(({ difference }) => difference);
  const clusters = pairs.map(({ question }) => images.get(question) ?? question);
  return differenceOf(differences, seed, clusters);
}

/** How right each question was answered, in the mean over the times it was asked. */
function questionValues(done: readonly Done[]): Map<string, number> {
  const byQuestion = new Map<string, number[]>();
  for (const { question, value } of done) {
    const values = byQuestion.get(question) ?? [];
    values.push(value);
    byQuestion.set(question, values);
  }
  return new Map([...byQuestion].map(([question, values]) => [question, total(values) / values.length]));
}

function speedRows(rounds: readonly SpeedRound[]): SpeedRow[] {
  const contenders = rounds.find(({ round }) => round === 0)?.blocks ?? rounds[0]?.blocks ?? [];
  return contenders.map(({ arm, sequences }) => {
    const pairs = rounds.flatMap(({ blocks }) => {
      const own = blocks.find((block) => block.arm === arm && block.sequences === sequences);
      return own ? [{ own, naive: blocks.find((block) => block.arm === 'naive') }] : [];
    });
    const paired = pairs.flatMap(({ own, naive }) => (naive ? [{ own, naive }] : []));
    const ratios = paired.map(({ own, naive }) => tokensPerSecond(own) / tokensPerSecond(naive));
    return {
      arm,
      sequences,
      rounds: pairs.length,
      tokensPerSecond: median(pairs.map(({ own }) => tokensPerSecond(own))),
      msPerAnswer: median(pairs.map(({ own }) => own.elapsedMs / own.answers.length)),
      ratioToNaive: ratios.length === 0 ? undefined : median(ratios),
      ratioInterval: ratios.length === 0 ? undefined : medianInterval(ratios),
      ...agreement(paired),
    };
  });
}

type Agreement = Pick<SpeedRow, 'agreement' | 'compared' | 'firstDifference'>;

/** Compares the answers to those questions that both were asked in the same round. */
function agreement(paired: readonly { readonly own: SpeedBlock; readonly naive: SpeedBlock }[]): Agreement {
  const common = paired.flatMap(({ own, naive }) => {
    const answers = new Map(naive.answers.map(({ question, tokens }) => [question, tokens]));
    return own.answers.flatMap(({ question, tokens }) => {
      const other = answers.get(question);
      return other ? [{ length: commonPrefix(tokens, other), equal: sameTokens(tokens, other) }] : [];
    });
  });
  const parted = common.filter(({ equal }) => !equal).map(({ length }) => length);
  return {
    agreement: common.length === 0 ? undefined : 1 - parted.length / common.length,
    compared: common.length,
    firstDifference: parted.length === 0 ? undefined : { median: median(parted), least: Math.min(...parted) },
  };
}

function tokensPerSecond({ answers, elapsedMs }: SpeedBlock): number {
  return (total(answers.map(({ tokens }) => tokens.length)) / elapsedMs) * 1000;
}

function sameTokens(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && commonPrefix(a, b) === a.length;
}

function commonPrefix(a: readonly Token[], b: readonly Token[]): number {
  const parting = a.findIndex((token, i) => token !== b[i]);
  return parting < 0 ? a.length : parting;
}

function nameOf({ arm, parameters }: SampleRecord): ArmChoice {
  return { name: arm, parameters };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
