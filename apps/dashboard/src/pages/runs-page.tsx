import '../runs/runs.css';
import { useSuspenseQuery } from '@tanstack/react-query';
import { runListQuery } from '../api/runs.ts';
import { Notice } from '../components/notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { count } from '../format/count.ts';
import { RunsTable } from '../runs/runs-table.tsx';
import { UnreadableRuns } from '../runs/unreadable-runs.tsx';

/** Every run folder there is. */
export function RunsPage() {
  const { runs } = useSuspenseQuery(runListQuery).data;
  const readable = runs.filter((entry) => entry.state === 'readable');
  const unreadable = runs.filter((entry) => entry.state === 'unreadable');
  return (
    <div className="stack">
      <PageHeading title="Runs">
        {readable.length > 0 && <p className="muted">{count(readable.length, 'run')}</p>}
      </PageHeading>
      {readable.length > 0 ? <RunsTable runs={readable} /> : <NoRuns />}
      {unreadable.length > 0 && <UnreadableRuns runs={unreadable} />}
    </div>
  );
}

function NoRuns() {
  return (
    <Notice kind="plain" title="There are no runs yet.">
      <p>This makes one in under three minutes, with the models that ship with vr:</p>
      <pre className="command">npx -y pnpm@10.34.8 bench --quick</pre>
      <p className="muted">It writes a folder to runs/, which then shows up here.</p>
    </Notice>
  );
}
