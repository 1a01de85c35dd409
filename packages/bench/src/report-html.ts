/** A run as one page that needs nothing else: no scripts, no other files. */

import type { RunRecord, Summary } from './record.ts';
import { factsOf, reportTables } from './report.ts';
import { accuracyChart } from './report-chart.ts';
import { escaped, withCode } from './report-markup.ts';
import type { Table } from './table.ts';

/** The tables of a run, and `more` tables after them. */
export function reportHtml(run: RunRecord, summary: Summary, more: readonly Table[]): string {
  const facts = factsOf(run).map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${withCode(text)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Run ${escaped(run.id)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Run ${escaped(run.id)}</h1>
<p>${stateLine(run)}</p>
<dl>${facts.join('\n')}</dl>
${accuracyChart(summary)}
${[...reportTables(run, summary), ...more].map(tableAsHtml).join('\n')}
</main>
</body>
</html>
`;
}

function stateLine({ state, startedAt, endedAt, counts }: RunRecord): string {
  const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
  const ended = endedAt === undefined ? '' : `, ended ${escaped(endedAt)}`;
  return `${escaped(state.type)}: ${counts.done} of ${counts.planned} answers${failed}. Started ${escaped(startedAt)}${ended}.`;
}

function tableAsHtml({ title, columns, rows, notes }: Table): string {
  const cell = (tag: string, text: string, i: number) => {
    const end = columns[i]!.align === 'right' ? ' class="right"' : '';
    return tag === 'th' ? `<th scope="col"${end}>${escaped(text)}</th>` : `<td${end}>${escaped(text)}</td>`;
  };
  const line = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((text, i) => cell(tag, text, i)).join('')}</tr>`;
  const head = line(
    'th',
    columns.map(({ heading }) => heading),
  );
  const explained = notes.length > 0 ? `<p class="notes">${notes.map(escaped).join('<br>')}</p>` : '';
  return `<section>
<h2>${escaped(title)}</h2>
<div class="wide" tabindex="0" role="region" aria-label="${escaped(title)}"><table>
<thead>${head}</thead>
<tbody>
${rows.map((cells) => line('td', cells)).join('\n')}
</tbody>
</table></div>
${explained}
</section>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1c2126; --faint: #5b6670; --line: #d9dee3; --paper: #fff; --mark: #0b62a8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --faint: #a3adb6; --line: #3a424a; --paper: #15191d; --mark: #6db3f2; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .6rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 1rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: .92em ui-monospace, monospace; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; }
.right { text-align: right; }
.notes { color: var(--faint); font-size: .9rem; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .faint { fill: var(--faint); }
svg .rule { stroke: var(--line); }
svg .range { stroke: var(--mark); stroke-width: 2; }
svg .dot { fill: var(--mark); }
@media print { .wide { overflow: visible; } table { font-size: .8rem; } }
`;
