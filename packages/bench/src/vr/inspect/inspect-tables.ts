import type { Inspection } from '@vr/runtime-cuda';
import { left, right, type Table } from '../../table.ts';
import { bytesCell } from './bytes-cell.ts';

/** What there is to know of one model folder. */
export function inspectTables(inspection: Inspection): Table[] {
  return [factsTable(inspection), portsTable(inspection)];
}

function factsTable(model: Inspection): Table {
  const { tokenizer, memory, formats } = model;
  const { imageSize, patchSize } = model;
  const patches = (imageSize / patchSize) ** 2;
  return {
    title: `${model.name} (${model.path})`,
    columns: [left('what'), left('found')],
    rows: [
      [
        'vocabulary',
        `${tokenizer.size} tokens, scores of ${model.logitsSize}; ${tokenizer.end} ends an answer`,
      ],
      ['tokenizer', tokenizer.id.slice(0, 12)],
      ['decoder', `${model.layers} layers, ${model.hiddenSize} wide`],
      ['cache', `${model.keyHeads} key heads of ${model.headSize}, ${model.positions} positions`],
      ['images', `up to ${imageSize} × ${imageSize} pixels in squares of ${patchSize}: ${patches} tokens`],
      ['formats', formats.map(({ dtype, bytes }) => `${dtype} ${bytesCell(bytes)}`).join(', ')],
      [
        'memory',
        `${bytesCell(memory.weights)} weights (${model.dtype}) + ${bytesCell(memory.caches)} caches (${memory.rows} rows of ` +
          `${bytesCell(memory.cachePerRow)}) + ${bytesCell(memory.scores)} scores + ${bytesCell(memory.images)} images`,
      ],
      [
        'fits',
        `${memory.total <= memory.free ? 'yes' : 'no'}: ${bytesCell(memory.total)} of ${bytesCell(memory.free)} free here`,
      ],
      ...cardRow(memory),
    ],
    notes: [],
  };
}

function cardRow({ card }: Inspection['memory']): string[][] {
  if (!card) return [];
  const parts = `${bytesCell(card.weights)} weights (fp16) + ${bytesCell(card.caches)} caches + ${bytesCell(card.scores)} scores`;
  const rest = `${bytesCell(card.sums)} sums + ${bytesCell(card.work)} to work with`;
  return [['on a card', `${bytesCell(card.total)}: ${parts} + ${rest}, by arithmetic`]];
}

function portsTable({ graphs, dtype }: Inspection): Table {
  return {
    title: `Graphs, ${dtype}`,
    columns: [left('file'), right('size'), left('side'), left('name'), left('type'), left('shape')],
    rows: graphs.flatMap(({ file, bytes, inputs, outputs }) =>
      [
        ...byLayer(inputs).map((port) => ['in', ...port]),
        ...byLayer(outputs).map((port) => ['out', ...port]),
      ].map((port, i) => (i === 0 ? [file, bytesCell(bytes), ...port] : ['', '', ...port])),
    ),
    notes: ['?: any length. *: one for each layer.'],
  };
}

/** Ports that each layer has are one line. */
function byLayer(ports: Inspection['graphs'][number]['inputs']): string[][] {
  const lines = new Map<string, string[]>();
  for (const { name, type, shape } of ports) {
    const common = name.replace(/\.\d+\./, '.*.');
    lines.set(common, [common, type, `[${shape.map((side) => (side < 0 ? '?' : side)).join(', ')}]`]);
  }
  return [...lines.values()];
}
