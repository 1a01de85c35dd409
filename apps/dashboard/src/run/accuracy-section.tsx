import { accuracyTable } from '@vr/bench/report';
import type { ReadableRun } from '@vr/server/wire';
import { ReportTable } from '../components/report-table.tsx';
import { Absent } from './absent.tsx';
import { AccuracyChart } from './accuracy-chart.tsx';
import { accuracyPanels } from './accuracy-points.ts';
import { Figure } from './figure.tsx';

/** How often each arm was right. */
export function AccuracySection({ entry: { run, summary } }: { readonly entry: ReadableRun }) {
  const panels = accuracyPanels(summary);
  if (panels.length === 0)
    return <Absent run={run} planned={run.plan.arms.length > 0 || 'this run timed answers only'} />;
  return (
    <>
      <Figure
        title="Share of questions that each arm got right"
        reading="A dot with its 95 % interval. Intervals that overlap do not mean equal: arms answer the same questions, so the table's paired differences say more."
      >
        <div className="panels">
          {panels.map((panel) => (
            <AccuracyChart key={panel.suite} panel={panel} />
          ))}
        </div>
      </Figure>
      <ReportTable {...accuracyTable(run, summary)} />
    </>
  );
}
