import { speedTable } from '@vr/bench/report';
import type { ReadableRun } from '@vr/server/wire';
import { ReportTable } from '../components/report-table.tsx';
import { Absent } from './absent.tsx';
import { Figure } from './figure.tsx';
import { SpeedChart } from './speed-chart.tsx';
import { speedSeries } from './speed-points.ts';

/** How fast the contenders wrote, never without whether they wrote the same. */
export function SpeedSection({ entry: { run, summary } }: { readonly entry: ReadableRun }) {
  const series = speedSeries(summary.speed);
  if (summary.speed.length === 0)
    return <Absent run={run} planned={run.plan.speed !== undefined || 'this run asked for accuracy only'} />;
  return (
    <>
      {series.length > 0 && (
        <Figure
          title="Speed-up over the naive loop, by how many sequences run at once"
          reading="The same questions and the same method; beside each point, the share of answers that were the same, token for token. Whiskers: interval of the median over rounds."
        >
          <SpeedChart series={series} />
        </Figure>
      )}
      <ReportTable {...speedTable(run, summary.speed)} />
    </>
  );
}
