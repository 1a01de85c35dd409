/** Correct answers out of all, of a group of questions. */
export interface Tally {
  readonly correct: number;
  readonly total: number;
}

/** One tally for every group; a question may belong to several. Groups come in order of first appearance. */
export function tally<Row>(
  rows: readonly Row[],
  groupsOf: (row: Row) => readonly string[],
  isCorrect: (row: Row) => boolean,
): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const row of rows) {
    for (const group of new Set(groupsOf(row))) {
      const { correct, total } = tallies.get(group) ?? { correct: 0, total: 0 };
      tallies.set(group, { correct: correct + (isCorrect(row) ? 1 : 0), total: total + 1 });
    }
  }
  return tallies;
}

export function accuracy({ correct, total }: Tally): number {
  return correct / total;
}

/** Every question weighs the same. */
export function microMean(tallies: Iterable<Tally>): number {
  let correct = 0;
  let total = 0;
  for (const group of tallies) {
    correct += group.correct;
    total += group.total;
  }
  return correct / total;
}

/** Every group weighs the same. */
export function macroMean(tallies: Iterable<Tally>): number {
  return mean([...tallies].map(accuracy));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
