import type { UnreadableRun } from '@vr/server/wire';

/** Folders that are no run, or no longer one, and why. */
export function UnreadableRuns({ runs }: { readonly runs: readonly UnreadableRun[] }) {
  return (
    <section className="stack unreadable-section" aria-labelledby="unreadable">
      <h2 id="unreadable">Folders that could not be read</h2>
      <dl className="unreadable card">
        {runs.map(({ folder, reason }) => (
          <div key={folder}>
            <dt>
              <code>{folder}</code>
            </dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
