/**
 * The bootstrap (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979), by counts. Marks
 * take few values, so that a thousand questions are a handful of distinct rows, each so many times; drawing how often each
 * comes in a resample is the same law as drawing row after row, and takes a handful of draws in place of a thousand.
 */
import { type Random, seededRandom } from '../suites/random.ts';
import { drawBinomial } from './binomial.ts';

/** What may be said of how a sample is drawn again. */
export interface Drawing {
  /** What each row belongs to, such as its picture: rows of one cluster are drawn together, for they err together. */
  readonly clusters?: readonly string[] | undefined;
  readonly resamples?: number;
}

/** Columns as long as each other, a question a row. */
export type Columns = readonly (readonly number[])[];

/** The unit that is drawn: a row, or a cluster's rows added up. The last number is how many rows it is. */
type Unit = readonly number[];

/**
 * Calls `take` with the means of the columns in each resample, always in the same array. The same seed draws the same.
 * Without clusters every row is one of its own.
 */
export function resampleMeans(
  columns: Columns,
  seed: number,
  { clusters, resamples = 2000 }: Drawing,
  take: (means: readonly number[], index: number) => void,
): void {
  const units = clusters ? clusterSums(columns, clusters) : rowsOf(columns);
  const kinds = countKinds(units);
  const draw =
    kinds.length * drawsPerBinomial < units.length ? drawCounts(kinds, units.length) : drawUnits(units);
  const random = seededRandom(seed);
  const sums = columns.map(() => 0).concat(0);
  const means = columns.map(() => 0);
  for (let index = 0; index < resamples; index++) {
    sums.fill(0);
    draw(random, sums);
    for (let i = 0; i < means.length; i++) means[i] = sums[i]! / sums[means.length]!;
    take(means, index);
  }
}

/** A binomial costs about as much as this many rows. */
const drawsPerBinomial = 10;

type Draw = (random: Random, sums: number[]) => void;

interface Kind {
  readonly unit: Unit;
  count: number;
}

/** How often each kind comes, one after the other: what is left falls on it with its share of what is left. */
function drawCounts(kinds: readonly Kind[], total: number): Draw {
  return (random, sums) => {
    let left = total;
    let mass = total;
    for (const { unit, count } of kinds) {
      const times = count === mass ? left : drawBinomial(left, count / mass, random);
      for (let i = 0; i < unit.length; i++) sums[i]! += times * unit[i]!;
      left -= times;
      mass -= count;
    }
  };
}

/** Where nearly every row is a kind of its own. */
function drawUnits(units: readonly Unit[]): Draw {
  const width = units[0]?.length ?? 0;
  const flat = Float64Array.from(units.flat());
  return (random, sums) => {
    for (let drawn = 0; drawn < units.length; drawn++) {
      const at = Math.floor(random.unit() * units.length) * width;
      for (let i = 0; i < width; i++) sums[i]! += flat[at + i]!;
    }
  };
}

function rowsOf(columns: Columns): Unit[] {
  return (columns[0] ?? []).map((_, row) => [...columns.map((column) => column[row]!), 1]);
}

function clusterSums(columns: Columns, clusters: readonly string[]): Unit[] {
  const sums = new Map<string, number[]>();
  for (const [row, unit] of rowsOf(columns).entries()) {
    const sum = sums.get(clusters[row]!);
    if (sum) for (const [i, value] of unit.entries()) sum[i]! += value;
    else sums.set(clusters[row]!, [...unit]);
  }
  return [...sums.values()];
}

/** The commonest first, so that little is left to draw for the others. */
function countKinds(units: readonly Unit[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const unit of units) {
    const key = unit.join();
    const kind = kinds.get(key);
    if (kind) kind.count++;
    else kinds.set(key, { unit, count: 1 });
  }
  return [...kinds.values()].sort((one, other) => other.count - one.count);
}
