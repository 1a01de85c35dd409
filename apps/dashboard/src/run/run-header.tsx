import { Link } from '@tanstack/react-router';
import type { ReadableRun } from '@vr/server/wire';
import { PageHeading } from '../components/page-heading.tsx';
import { count } from '../format/count.ts';
import { moment } from '../format/time.ts';
import { CommitName } from '../runs/commit-name.tsx';
import { RunStateBadge } from '../runs/run-state.tsx';
import { Facts } from './facts.tsx';

/** Says which run this is. */
export function RunHeader({ entry: { folder, run } }: { readonly entry: ReadableRun }) {
  const { plan, provenance, counts } = run;
  return (
    <header className="stack run-header">
      <nav aria-label="Breadcrumbs" className="small">
        <Link to="/">Runs</Link>
      </nav>
      <PageHeading title={`Run ${folder}`}>
        <RunStateBadge state={run.state} />
      </PageHeading>
      <p className="muted">
        <time dateTime={run.startedAt}>{moment(run.startedAt)}</time>
        {' · '}
        {plan.suites.map(({ name }) => name).join(', ')}
        {' · '}
        {count(plan.arms.length, 'arm')}
        {' · '}
        {plan.limit} questions a suite
        {' · '}
        <CommitName commit={provenance.commit} />
      </p>
      {run.state.type === 'running' && counts.planned > 0 && (
        <label className="row small">
          <progress max={counts.planned} value={counts.done} />
          {counts.done} of {counts.planned} answers
        </label>
      )}
      <Facts run={run} />
    </header>
  );
}
