import type { Table } from '@vr/bench/table';
import { Scroller } from './scroller.tsx';

/** Shows a table of the report: rows whose first cell is empty belong to the row above. */
export function ReportTable({ title, columns, rows, notes }: Table) {
  return (
    <>
      <Scroller className="table-frame" label={title}>
        <table className="table report-table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {columns.map(({ heading, align }) => (
                <th key={heading} scope="col" data-align={align === 'right' ? 'end' : undefined}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          {groupsOf(rows).map((group) => (
            <RowGroup key={group[0]!.join('|')} group={group} columns={columns} />
          ))}
        </table>
      </Scroller>
      <p className="muted small">{notes.join(' ')}</p>
    </>
  );
}

interface RowGroupProps {
  readonly group: readonly (readonly string[])[];
  readonly columns: Table['columns'];
}

function RowGroup({ group, columns }: RowGroupProps) {
  return (
    <tbody>
      {group.map(([name, ...cells], i) => (
        <tr key={cells.join('|')}>
          {i === 0 && (
            <th scope="rowgroup" rowSpan={group.length}>
              {name}
            </th>
          )}
          {cells.map((cell, column) => (
            <td
              key={columns[column + 1]!.heading}
              data-align={columns[column + 1]!.align === 'right' ? 'end' : undefined}
            >
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** Rows with an empty first cell join the row before them. */
export function groupsOf(rows: Table['rows']): Table['rows'][] {
  const starts = rows.flatMap(([name], i) => (i === 0 || name !== '' ? [i] : []));
  return starts.map((start, i) => rows.slice(start, starts[i + 1]));
}
