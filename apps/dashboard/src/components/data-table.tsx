import {
  createPaginatedRowModel,
  createSortedRowModel,
  createTableHook,
  metaHelper,
  type ReactTable,
  type RowData,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';
import { Scroller } from './scroller.tsx';

interface ColumnMeta {
  readonly align?: 'start' | 'end';
  /** Keeps its words on one line, or gets room for several. */
  readonly width?: 'nowrap' | 'wide';
  /** What a row is called: read out with each of its cells. */
  readonly rowHeader?: true;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  rowPaginationFeature,
  paginatedRowModel: createPaginatedRowModel(),
  columnMeta: metaHelper<ColumnMeta>(),
});

/** Tables whose columns sort. */
export const { useAppTable: useDataTable, createAppColumnHelper: createColumns } = createTableHook({
  features,
});

interface DataTableProps<Row extends RowData> {
  readonly table: ReactTable<typeof features, Row>;
  readonly caption: string;
}

/** Shows a table with sortable headings. */
export function DataTable<Row extends RowData>({ table, caption }: DataTableProps<Row>) {
  return (
    <Scroller className="table-frame" label={caption}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  data-align={header.column.columnDef.meta?.align}
                  aria-sort={ariaSort(header.column.getIsSorted())}
                >
                  {header.column.getCanSort() ? (
                    <button type="button" className="sort" onClick={header.column.getToggleSortingHandler()}>
                      <table.FlexRender header={header} />
                      <span className="arrow" aria-hidden="true">
                        {arrow(header.column.getIsSorted())}
                      </span>
                    </button>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => {
                const { align, width, rowHeader } = cell.column.columnDef.meta ?? {};
                const props = { 'data-align': align, className: width };
                const content = <table.FlexRender cell={cell} />;
                return rowHeader ? (
                  <th key={cell.id} scope="row" {...props}>
                    {content}
                  </th>
                ) : (
                  <td key={cell.id} {...props}>
                    {content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

type Sorted = false | 'asc' | 'desc';

function ariaSort(sorted: Sorted) {
  return sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined;
}

function arrow(sorted: Sorted) {
  return sorted === 'asc' ? '↑' : sorted === 'desc' ? '↓' : '';
}
