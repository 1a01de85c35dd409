import { Link } from '@tanstack/react-router';
import { accuracyCell, agreementCell, differenceCell } from '@vr/bench/cells';
import type { SpeedRow } from '@vr/bench/record';
import { createColumns } from '../components/data-table.tsx';
import { duration, moment } from '../format/time.ts';
import { CommitName } from './commit-name.tsx';
import type { RunRow } from './run-row.ts';
import { RunStateBadge } from './run-state.tsx';

const columns = createColumns<RunRow>();
const numeric = { align: 'end', width: 'nowrap' } as const;

/** The columns of the list of runs. */
export const runColumns = columns.columns([
  columns.accessor(({ run }) => run.startedAt, {
    id: 'started',
    header: 'Started',
    meta: { rowHeader: true, width: 'nowrap' },
    cell: ({ row: { original } }) => (
      <Link to="/runs/$folder" params={{ folder: original.folder }}>
        <time dateTime={original.run.startedAt}>{moment(original.run.startedAt)}</time>
        {original.folder !== original.run.id && (
          <>
            <br />
            <span className="small">{original.folder}</span>
          </>
        )}
      </Link>
    ),
  }),
  columns.accessor(({ run }) => run.state.type, {
    id: 'state',
    header: 'State',
    cell: ({ row: { original } }) => <RunStateBadge state={original.run.state} />,
  }),
  columns.accessor(({ suites }) => suites.join(', '), { id: 'suites', header: 'Suites' }),
  columns.accessor('arms', { header: 'Arms', meta: numeric }),
  columns.accessor('questions', { header: 'Questions', meta: numeric }),
  columns.accessor(({ guided }) => guided?.accuracy, {
    id: 'accuracy',
    header: 'ProxyThinker right,\u00a0%',
    sortUndefined: 'last',
    meta: numeric,
    cell: ({ row: { original } }) => original.guided && accuracyCell(original.guided),
  }),
  columns.accessor(({ guided }) => guided?.difference?.value, {
    id: 'gain',
    header: 'Against large-base, points',
    sortUndefined: 'last',
    meta: { align: 'end' },
    cell: ({ row: { original } }) => original.guided && differenceCell(original.guided),
  }),
  columns.accessor(({ fastest }) => fastest?.ratioToNaive, {
    id: 'speed',
    header: 'Best speed-up',
    sortUndefined: 'last',
    meta: { align: 'end' },
    cell: ({ row: { original } }) => original.fastest && <SpeedUp row={original.fastest} />,
  }),
  columns.accessor(({ run }) => run.provenance.commit?.hash, {
    id: 'commit',
    header: 'Commit',
    enableSorting: false,
    cell: ({ row: { original } }) => <CommitName commit={original.run.provenance.commit} />,
  }),
  columns.accessor('elapsedMs', {
    id: 'duration',
    header: 'Took',
    sortUndefined: 'last',
    meta: numeric,
    cell: ({ row: { original } }) => original.elapsedMs !== undefined && duration(original.elapsedMs),
  }),
]);

function SpeedUp({ row }: { readonly row: SpeedRow }) {
  return (
    <>
      <span className="nowrap">
        {row.ratioToNaive!.toFixed(1)} × naive, {row.sequences} at once
      </span>
      <br />
      <span className="muted nowrap">same answers {agreementCell(row)}</span>
    </>
  );
}
