import type { Provenance } from '@vr/bench/record';

/** The commit a run was made from, in short, and whether files had been changed since. */
export function CommitName({ commit }: Pick<Provenance, 'commit'>) {
  if (commit === undefined) return <span className="muted">unknown</span>;
  return (
    <>
      <code title={commit.hash}>{commit.hash.slice(0, 7)}</code>
      {commit.dirty && <span className="muted nowrap"> + changes</span>}
    </>
  );
}
