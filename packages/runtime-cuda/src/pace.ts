import type { Session } from './ort/session.ts';

/** How long steps over one stretch of rows take, in milliseconds: at best on the pool, of late on the calling thread. */
export interface Pace {
  ms: number;
  readonly latest: Latest;
}

/** Whose step was the session's last. */
interface Latest {
  pace: Pace | undefined;
}

const latest = new WeakMap<Session, Latest>();

/** Nothing has run yet. */
export function unknownPace(session: Session): Pace {
  const known = latest.get(session) ?? { pace: undefined };
  latest.set(session, known);
  return { ms: Infinity, latest: known };
}

/** To wake a thread of the pool, and then the event loop, takes half as long. */
const shortMs = 0.1;
/** With more runs under way on the pool, the event loop has other things to do. */
const mostBeside = 1;

let underWay = 0;
let lastModel: Latest | undefined;

/**
 * Whether a step had better be done here and now: such steps have shown to be over before it pays to wake another thread,
 * and nobody else has used the model since the last. Where models take turns, as those do that one sequence asks together, the
 * first goes to the pool, and the others run beside it.
 */
export function runsHere(pace: Pace): boolean {
  const alone = pace.latest.pace === pace;
  const first = lastModel !== pace.latest && underWay === 0;
  pace.latest.pace = pace;
  lastModel = pace.latest;
  return alone && !first && pace.ms < shortMs && underWay <= mostBeside;
}

export function tookHere(pace: Pace, ms: number): void {
  pace.ms += (Math.min(ms, 2 * pace.ms) - pace.ms) / 8;
}

export function tookOnPool(pace: Pace, ms: number): void {
  pace.ms = Math.min(pace.ms, ms);
}

/** A run goes to the pool, or comes back. */
export function countOnPool(change: 1 | -1): void {
  underWay += change;
}
