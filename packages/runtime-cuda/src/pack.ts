/** Positions that a row is to be fed: from `start` up to, not including, `end`; none if they are equal. */
export interface Feed {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** What one row of a run reads: `length` positions of a feed, from `start` on. */
export interface Slot {
  /** Index of the feed. */
  readonly feed: number;
  readonly start: number;
  readonly length: number;
}

/** One call of the decoder, over the cache rows from `first` on. */
export interface Run {
  readonly first: number;
  /** Positions per row; shorter slots are padded on their right. */
  readonly length: number;
  /** One per row; undefined: the row belongs to nobody here and idles. */
  readonly slots: readonly (Slot | undefined)[];
}

/** What the cache allows. */
export interface Limits {
  /** Whether a row has a position left that an idling run may overwrite. */
  hasRoom(row: number): boolean;
  /** The most positions in one run, padding included, unless it has more rows. */
  readonly positionsPerRun: number;
}

/** Costs in rows of a decoding step, measured (docs/runtime.md): to start a run, and to feed a position of a chunk. */
const runCost = 4;
const chunkPositionCost = 0.5;

/**
 * Plans the runs that feed a batch, in the order in which to run them.
 *
 * - Rows with nothing cached run together, padded on the right to the longest (prefill).
 * - What is longer than a run may be runs alone, in pieces.
 * - Rows with one position to go run together (decode). Rows in between that are not asked about idle: what they
 *   write lands after their last position, where nothing is read before it is written again.
 * - Rows with several positions to go and something cached: the kernel takes only one such row at a time. So they run
 *   alone, or take steps with the decoding rows, whichever costs less.
 */
export function pack(feeds: readonly Feed[], limits: Limits): Run[] {
  const prompts: number[] = [];
  const steps: number[] = [];
  const chunks: number[] = [];
  const { positionsPerRun } = limits;
  feeds.forEach(({ start, end }, feed) => {
    const length = end - start;
    if (length === 0) return;
    if (length === 1) steps.push(feed);
    else (start === 0 && length <= positionsPerRun ? prompts : chunks).push(feed);
  });
  const [alone, stepping] =
    chunks.length === 0 ? [chunks, chunks] : shareOut(feeds, chunks, steps.length > 0);
  return [
    ...packPrompts(feeds, prompts, limits),
    ...alone.flatMap((feed) => inPieces(feeds, feed, positionsPerRun)),
    ...packSteps(feeds, stepping.length === 0 ? steps : [...steps, ...stepping], limits),
  ];
}

/** Lets the shortest chunks take steps together, as many of them as makes it cheapest. */
function shareOut(
  feeds: readonly Feed[],
  chunks: readonly number[],
  stepsAnyway: boolean,
): [number[], number[]] {
  const lengthOf = (feed: number) => feeds[feed]!.end - feeds[feed]!.start;
  const costAlone = (feed: number) => runCost + lengthOf(feed) * chunkPositionCost;
  const shortest = [...chunks].sort((a, b) => lengthOf(a) - lengthOf(b));
  let alone = shortest.reduce((sum, feed) => sum + costAlone(feed), 0);
  let positions = 0;
  let least = alone;
  let stepping = 0;
  shortest.forEach((feed, index) => {
    const length = lengthOf(feed);
    alone -= costAlone(feed);
    positions += length;
    const cost = alone + positions + runCost * (stepsAnyway ? length - 1 : length);
    if (cost < least) {
      least = cost;
      stepping = index + 1;
    }
  });
  return [shortest.slice(stepping), shortest.slice(0, stepping)];
}

function packPrompts(feeds: readonly Feed[], prompts: readonly number[], limits: Limits): Run[] {
  if (prompts.length === 0) return [];
  const byRow = sortByRow(feeds, prompts);
  let longest = 0;
  const cost = (from: number, to: number) => {
    const { row, end } = feeds[byRow[from]!]!;
    const isOneSpan = feeds[byRow[to]!]!.row - row === to - from;
    longest = from === to ? end : Math.max(longest, end);
    const positions = longest * (to - from + 1);
    return isOneSpan && positions <= limits.positionsPerRun ? runCost + positions : Infinity;
  };
  return cheapestSplit(byRow.length, cost).map(([from, to]) => alongside(feeds, byRow.slice(from, to + 1)));
}

/** Steps of one position for all, until the longest feed has come to its end. */
function packSteps(feeds: readonly Feed[], stepping: readonly number[], limits: Limits): Run[] {
  const runs: Run[] = [];
  let going = sortByRow(feeds, stepping);
  for (let step = 0; going.length > 0; step++) {
    for (const [from, to] of spans(feeds, going, limits)) runs.push(stepRun(feeds, going, from, to, step));
    going = going.filter((feed) => feeds[feed]!.start + step + 1 < feeds[feed]!.end);
  }
  return runs;
}

function spans(feeds: readonly Feed[], going: readonly number[], { hasRoom }: Limits) {
  const last = going.length - 1;
  if (feeds[going[last]!]!.row - feeds[going[0]!]!.row === last) return [[0, last] as const];
  const rowAt = (index: number) => feeds[going[index]!]!.row;
  const bridges = (index: number) => {
    for (let row = rowAt(index) + 1; row < rowAt(index + 1); row++) if (!hasRoom(row)) return false;
    return true;
  };
  const bridged = going.slice(1).map((_, index) => bridges(index));
  const cost = (from: number, to: number) =>
    bridged.slice(from, to).every(Boolean) ? runCost + rowAt(to) - rowAt(from) + 1 : Infinity;
  return cheapestSplit(going.length, cost);
}

function stepRun(
  feeds: readonly Feed[],
  going: readonly number[],
  from: number,
  to: number,
  step: number,
): Run {
  const first = feeds[going[from]!]!.row;
  const slots = new Array<Slot | undefined>(feeds[going[to]!]!.row - first + 1).fill(undefined);
  for (let index = from; index <= to; index++) {
    const feed = going[index]!;
    slots[feeds[feed]!.row - first] = { feed, start: feeds[feed]!.start + step, length: 1 };
  }
  return { first, length: 1, slots };
}

/** Runs that feed a whole feed, one after the other. */
function inPieces(feeds: readonly Feed[], feed: number, positionsPerRun: number): Run[] {
  const { row, start, end } = feeds[feed]!;
  const runs: Run[] = [];
  for (let at = start; at < end; at += positionsPerRun) {
    const length = Math.min(positionsPerRun, end - at);
    runs.push({ first: row, length, slots: [{ feed, start: at, length }] });
  }
  return runs;
}

/** A run that feeds these whole feeds, whose rows are side by side. */
function alongside(feeds: readonly Feed[], together: readonly number[]): Run {
  const slots = together.map((feed): Slot => {
    const { start, end } = feeds[feed]!;
    return { feed, start, length: end - start };
  });
  return { first: feeds[together[0]!]!.row, length: Math.max(...slots.map(({ length }) => length)), slots };
}

function sortByRow(feeds: readonly Feed[], some: readonly number[]): readonly number[] {
  const inOrder = some.every((feed, i) => i === 0 || feeds[some[i - 1]!]!.row < feeds[feed]!.row);
  return inOrder ? some : [...some].sort((a, b) => feeds[a]!.row - feeds[b]!.row);
}

/**
 * Cuts 0 … count − 1 into stretches [from, to] whose costs have the least sum. Each `to` is asked about in order, with every
 * `from` from itself down.
 */
function cheapestSplit(
  count: number,
  cost: (from: number, to: number) => number,
): (readonly [number, number])[] {
  const total = [0];
  const cut: number[] = [];
  for (let to = 0; to < count; to++) {
    total[to + 1] = Infinity;
    for (let from = to; from >= 0; from--) {
      const sum = total[from]! + cost(from, to);
      if (sum < total[to + 1]!) {
        total[to + 1] = sum;
        cut[to] = from;
      }
    }
  }
  const stretches: (readonly [number, number])[] = [];
  for (let to = count - 1; to >= 0; to = cut[to]! - 1) stretches.unshift([cut[to]!, to]);
  return stretches;
}
