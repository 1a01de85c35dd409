import { alphaTable } from '@vr/bench/report';
import type { ReadableRun } from '@vr/server/wire';
import { ReportTable } from '../components/report-table.tsx';
import { Absent } from './absent.tsx';
import { ChartKey } from './chart-key.tsx';
import { Figure } from './figure.tsx';
import { dashes, SweepChart } from './sweep-chart.tsx';
import { lowestShare, sweepPanels } from './sweep-points.ts';

/** How much guidance is enough. */
export function SweepSection({ entry: { run, summary } }: { readonly entry: ReadableRun }) {
  const panels = sweepPanels(summary);
  const alphas = run.plan.arms.filter(({ name }) => name === 'proxy-thinker').length;
  if (panels.length === 0)
    return <Absent run={run} planned={alphas > 1 || 'this run tried fewer than two weights α'} />;
  const lowest = lowestShare(panels);
  return (
    <>
      <Figure
        title="ProxyThinker's share of right answers by weight of guidance"
        reading="α 0 is the large base, unguided. The band is the 95 % interval."
      >
        <ChartKey
          entries={[
            { name: 'proxy-thinker', tone: 'proxy-thinker', mark: 'line' },
            { name: 'large-base alone', tone: 'large-base', mark: dashes['large-base'] },
            { name: 'small-expert alone', tone: 'small-expert', mark: dashes['small-expert'] },
          ]}
        />
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
