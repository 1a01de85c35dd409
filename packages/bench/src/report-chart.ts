import { accuracyCell } from './cells.ts';
import { armLabel } from './keys.ts';
import type { AccuracyRow, Summary } from './record.ts';
import { escaped } from './report-markup.ts';

const rowHeight = 22;
const namesWidth = 240;
const scaleWidth = 520;
const valuesWidth = 150;
const top = 24;

/** How often each arm was right, with its 95 % interval: over all suites, or of the only one. Nothing without answers. */
export function accuracyChart({ accuracy, overall }: Summary): string {
  const rows = overall.length > 0 ? overall : accuracy;
  if (rows.length === 0) return '';
  const height = top + rows.length * rowHeight + 4;
  const width = namesWidth + scaleWidth + valuesWidth;
  const over = overall.length > 0 ? 'all suites' : rows[0]!.suite;
  return `<section>
<h2>Right, ${escaped(over)}, with 95 % intervals</h2>
<div class="wide" tabindex="0" role="region" aria-label="Chart"><svg role="img" aria-label="Accuracy of ${rows.length} arms" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${[0, 0.25, 0.5, 0.75, 1].map((share) => gridLine(share, height)).join('\n')}
${rows.map(rowOf).join('\n')}
</svg></div>
</section>`;
}

const at = (share: number) => (namesWidth + share * scaleWidth).toFixed(1);

function gridLine(share: number, height: number): string {
  return `<line class="rule" x1="${at(share)}" x2="${at(share)}" y1="${top - 6}" y2="${height}"/><text class="faint" text-anchor="middle" x="${at(share)}" y="12">${share * 100} %</text>`;
}

function rowOf(row: AccuracyRow, index: number): string {
  const y = top + index * rowHeight + rowHeight / 2;
  const label = armLabel({ name: row.arm, parameters: row.parameters });
  return `<text x="0" y="${y + 4}">${escaped(label)}</text>
<line class="range" x1="${at(row.low)}" x2="${at(row.high)}" y1="${y}" y2="${y}"/><circle class="dot" cx="${at(row.accuracy)}" cy="${y}" r="4"/>
<text class="faint" x="${namesWidth + scaleWidth + 16}" y="${y + 4}">${escaped(accuracyCell(row))}</text>`;
}
