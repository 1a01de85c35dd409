import type { QuestionRow } from '@vr/server/wire';
import { useMemo } from 'react';
import { DataTable, useDataTable } from '../components/data-table.tsx';
import type { ArmPair } from '../run/arms.ts';
import type { Order } from './filter.ts';
import { PageButtons } from './page-buttons.tsx';
import { questionColumns } from './question-columns.tsx';
import { useFilter } from './use-filter.ts';

const pageSize = 50;

interface QuestionsTableProps {
  readonly folder: string;
  readonly pair: ArmPair;
  /** As the filter selects and orders them. */
  readonly questions: readonly QuestionRow[];
}

/** One page of the questions; sorting and paging happen in the address. */
export function QuestionsTable({ folder, pair, questions }: QuestionsTableProps) {
  const [filter, change] = useFilter();
  const columns = useMemo(() => questionColumns({ folder, filter, pair }), [folder, filter, pair]);
  const sorting = useMemo(
    () => (filter.order ? [{ id: filter.order, desc: filter.descending === true }] : []),
    [filter.order, filter.descending],
  );
  const pages = Math.max(1, Math.ceil(questions.length / pageSize));
  const pageIndex = Math.min(filter.page ?? 1, pages) - 1;
  const table = useDataTable({
    columns,
    data: questions,
    getRowId: ({ question }) => question,
    manualSorting: true,
    sortDescFirst: false,
    autoResetPageIndex: false,
    state: { sorting, pagination: { pageIndex, pageSize } },
    onSortingChange: (update) => {
      const [first] = typeof update === 'function' ? update(sorting) : update;
      change({ order: first?.id as Order | undefined, descending: first?.desc ? true : undefined });
    },
  });
  return (
    <>
      <DataTable table={table} caption="Table of questions" />
      {pages > 1 && <PageButtons page={pageIndex + 1} pages={pages} onPage={(page) => change({ page })} />}
    </>
  );
}
