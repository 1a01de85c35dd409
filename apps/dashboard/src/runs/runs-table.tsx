import type { ReadableRun } from '@vr/server/wire';
import { useMemo } from 'react';
import { DataTable, useDataTable } from '../components/data-table.tsx';
import { runColumns } from './run-columns.tsx';
import { runRow } from './run-row.ts';

/** The list of runs, sorted as one likes. */
export function RunsTable({ runs }: { readonly runs: readonly ReadableRun[] }) {
  const data = useMemo(() => runs.map(runRow), [runs]);
  const table = useDataTable({
    columns: runColumns,
    data,
    getRowId: ({ folder }) => folder,
    manualPagination: true,
    enableSortingRemoval: false,
    initialState: { sorting: [{ id: 'started', desc: true }] },
  });
  return <DataTable table={table} caption="Table of runs" />;
}
