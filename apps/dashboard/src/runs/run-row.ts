import type { AccuracyRow, SpeedRow } from '@vr/bench/record';
import type { ReadableRun } from '@vr/server/wire';

/** A run as one row of the list. */
export interface RunRow {
  readonly folder: string;
  readonly run: ReadableRun['run'];
  readonly suites: readonly string[];
  readonly arms: number;
  readonly questions: number;
  /** ProxyThinker with the α that the run leads with, over all suites. */
  readonly guided: AccuracyRow | undefined;
  readonly fastest: SpeedRow | undefined;
  readonly elapsedMs: number | undefined;
}

/** What the list shows of a run. */
export function runRow({ folder, run, summary }: ReadableRun): RunRow {
  const { plan } = run;
  return {
    folder,
    run,
    suites: plan.arms.length === 0 ? [] : plan.suites.map(({ name }) => name),
    arms: plan.arms.length,
    questions: plan.arms.length === 0 ? 0 : plan.suites.length * plan.limit,
    guided: leadRow(plan, summary.overall.length > 0 ? summary.overall : summary.accuracy),
    fastest: fastest(summary.speed),
    elapsedMs: run.endedAt === undefined ? undefined : Date.parse(run.endedAt) - Date.parse(run.startedAt),
  };
}

function leadRow(
  { arms }: ReadableRun['run']['plan'],
  rows: readonly AccuracyRow[],
): AccuracyRow | undefined {
  const lead = arms.find(({ name }) => name === 'proxy-thinker')?.parameters.alpha;
  return rows.find(({ arm, parameters }) => arm === 'proxy-thinker' && parameters.alpha === lead);
}

/** ProxyThinker at its best: another method's speed is no speed-up. */
function fastest(rows: readonly SpeedRow[]): SpeedRow | undefined {
  return rows
    .filter(({ arm, ratioToNaive }) => arm === 'proxy-thinker' && ratioToNaive !== undefined)
    .reduce<SpeedRow | undefined>(
      (best, row) => (best && best.ratioToNaive! >= row.ratioToNaive! ? best : row),
      undefined,
    );
}
