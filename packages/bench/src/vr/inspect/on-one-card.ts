import type { Inspection } from '@vr/runtime-cuda';
import { bytesCell } from './bytes-cell.ts';

/** What models would take of one card together; nothing if one of them cannot run on a card. */
export function onOneCard(
  models: readonly { readonly memory: Pick<Inspection['memory'], 'card'> }[],
): string[] {
  const totals = models.flatMap(({ memory }) => (memory.card ? [memory.card.total] : []));
  if (totals.length < models.length) return [];
  const total = totals.reduce((sum, one) => sum + one, 0);
  return [`On one card they need ${bytesCell(total)}: ${totals.map(bytesCell).join(' + ')}, by arithmetic.`];
}
