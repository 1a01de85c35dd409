/** Which cells of a sweep are hopeless: measurably less often right than the best, and in nothing cheaper. */
import { differenceOf } from '../differences.ts';
import { armKey } from '../keys.ts';
import type { ArmChoice, SampleRecord } from '../record.ts';
import { wilsonInterval } from '../stats.ts';
import type { CellFigures, Costs, Drop, SweepRound } from './sweep-record.ts';

/** Times waver by about so much from run to run: a step apart is not apart. */
const timeStep = 1.1;

/** What a cell costs, in numbers that can be compared: time in steps of a tenth. */
export function costsOf({ milliseconds, visualTokens, largeTokens }: Costs): readonly number[] {
  return [Math.round(Math.log(Math.max(1, milliseconds)) / Math.log(timeStep)), visualTokens, largeTokens];
}

type Answers = ReadonlyMap<string, Extract<SampleRecord, { state: 'done' }>>;

/** Compares the cells on what they have answered so far. */
export function roundOf(
  cells: readonly ArmChoice[],
  samples: readonly SampleRecord[],
  questions: number,
  seed: number,
): SweepRound {
  const byArm = answersByArm(samples);
  const answered = cells.map((arm) => ({ arm, answers: byArm.get(armKey(arm)) ?? new Map() }));
  const figures = answered.map(({ arm, answers }) => figuresOf(arm, answers));
  const best = figures.reduce((one, other) => (isBetter(other, one) ? other : one));
  const bestAnswers = byArm.get(armKey(best.arm)) ?? new Map();
  const dropped = answered.flatMap(({ arm, answers }, i): Drop[] => {
    if (figures[i] === best || isCheaper(figures[i]!, best)) return [];
    const shared = [...answers].filter(([key]) => bestAnswers.has(key));
    if (shared.length === 0) return [];
    const differences = shared.map(([key, { value }]) => value - bestAnswers.get(key)!.value);
    const clusters = shared.map(([key, { image }]) => image ?? key);
    const difference = differenceOf(differences, seed, clusters);
    return difference.high < 0 ? [{ arm, difference }] : [];
  });
  return { questions, cells: figures, best: armKey(best.arm), dropped };
}

/** Right more often, or as often and nowhere dearer. */
function isBetter(one: CellFigures, other: CellFigures): boolean {
  if (one.accuracy !== other.accuracy) return one.accuracy > other.accuracy;
  return isCheaper(one, other) && !isCheaper(other, one);
}

function isCheaper(one: CellFigures, other: CellFigures): boolean {
  const others = costsOf(other);
  return costsOf(one).some((cost, i) => cost < others[i]!);
}

function answersByArm(samples: readonly SampleRecord[]): ReadonlyMap<string, Answers> {
  const byArm = new Map<string, Map<string, Extract<SampleRecord, { state: 'done' }>>>();
  for (const sample of samples) {
    if (sample.state !== 'done') continue;
    const arm = armKey({ name: sample.arm, parameters: sample.parameters });
    const answers = byArm.get(arm) ?? new Map();
    byArm.set(arm, answers.set(`${sample.suite}/${sample.question}`, sample));
  }
  return byArm;
}

function figuresOf(arm: ArmChoice, answers: Answers): CellFigures {
  const done = [...answers.values()];
  const mean = (count: (sample: (typeof done)[number]) => number) =>
    done.length === 0 ? 0 : done.reduce((sum, sample) => sum + count(sample), 0) / done.length;
  const accuracy = mean(({ value }) => value);
  return {
    arm,
    n: done.length,
    accuracy,
    ...wilsonInterval(accuracy * done.length, done.length),
    milliseconds: mean(({ elapsedMs }) => elapsedMs),
    visualTokens: mean((sample) => sample.visualTokens),
    largeTokens: mean((sample) => sample.largeTokens + sample.dropped.large),
  };
}
