import { alphaTable } from '@vr/bench/report';
import type { ReadableRun } from '@vr/server/wire';
import { ReportTable } from '../components/report-table.tsx';
import { Figure } from './figure.tsx';
import { SweepChart } from './sweep-chart.tsx';
import { lowestShare, sweepPanels } from './sweep-points.ts';

/** How much guidance is enough. */
export function SweepSection({ entry: { run, summary } }: { readonly entry: ReadableRun }) {
  const panels = sweepPanels(summary);
  if (panels.length === 0)
    return <p className="muted">Not measured: this run tried fewer than two weights α.</p>;
  const lowest = lowestShare(panels);
  return (
    <>
      <Figure
        title="ProxyThinker's share of right answers by weight of guidance"
        reading="α 0 is the large base, unguided. The band is the 95 % interval; dashed: the large base and the small expert alone."
      >
        <div className="panels">
          {panels.map((panel) => (
            <SweepChart key={panel.suite} panel={panel} lowest={lowest} />
          ))}
        </div>
      </Figure>
      <ReportTable {...alphaTable(run, summary)} />
    </>
  );
}
