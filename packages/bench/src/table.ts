/** Rows of words under headings, before anyone decides how to show them. */
export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** How to read it, one sentence a line. */
  readonly notes: readonly string[];
}

export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

export function left(heading: string): Column {
  return { heading, align: 'left' };
}

export function right(heading: string): Column {
  return { heading, align: 'right' };
}

/** For a terminal: aligned by spaces. `emphasise` may make the title and headings stand out. */
export function tableAsText(table: Table, emphasise: (text: string) => string = (text) => text): string {
  const { title, columns, rows, notes } = table;
  const headings = columns.map(({ heading }) => heading);
  const widths = columns.map((_, i) => Math.max(...[headings, ...rows].map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (columns[i]!.align === 'left' ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(line(widths.map((width) => '─'.repeat(width))).length);
  return [emphasise(title), '', emphasise(line(headings)), rule, ...rows.map(line), '', ...notes].join('\n');
}

/** For a Markdown file. */
export function tableAsMarkdown({ title, columns, rows, notes }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(columns.map(({ heading }) => heading)),
    line(columns.map(({ align }) => (align === 'left' ? '---' : '---:'))),
    ...rows.map(line),
    '',
    ...notes,
  ].join('\n');
}
