import { readNames, readWholeNumber } from '../../flags.ts';
import { UsageError } from '../../usage-error.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { inspectTables } from '../inspect/inspect-tables.ts';
import { onOneCard } from '../inspect/on-one-card.ts';
import { rolesOf } from '../inspect/roles.ts';
import { outputFor } from '../output.ts';
import { jsonOption } from './shared-options.ts';

const dtypes = ['fp32', 'fp16', 'q8', 'q4'] as const;

export const inspect: Command = {
  name: 'inspect',
  takes: '[...folders]',
  what: 'Look into model folders: sizes, formats, inputs and outputs, memory; of several, whether they can guide each other',
  when: [
    'Before models are loaded, or when they were and something does not fit. Files are read and checked as loading does; graphs',
    'are opened one at a time. With several folders it says who could be base, expert and amateur.',
  ].join('\n'),
  options: [
    ['--dtype <name>', `Which format to look into: ${dtypes.join(', ')} (default: the first there is)`],
    ['--rows <n>', 'Sequences at once, for the memory (default: 64)'],
    jsonOption,
  ],
  examples: [
    'models/large-base',
    'models/large-base models/small-expert models/small-base',
    'models/large-base --dtype fp16 --rows 8 --json',
  ],
  async run({ words, flags }) {
    const folders = words.flat().filter((folder) => folder !== undefined);
    if (folders.length === 0) throw new UsageError('Which folder? Such as models/large-base.');
    const rows = readWholeNumber('rows', flags.rows, 64, 1);
    const [dtype] = flags.dtype === undefined ? [] : readNames('dtype', flags.dtype, dtypes);
    const output = outputFor(flags);
    const { inspectFolder } = await import('@vr/runtime-cuda');
    const models = [];
    for (const folder of folders)
      models.push(await inspectFolder(folder, dtype ? { rows, dtype } : { rows }));
    for (const table of models.flatMap(inspectTables)) output.showTable(table);
    const together = models.length > 1 ? rolesOf(models) : undefined;
    if (together) output.say(`\n${[...together.sentences, ...onOneCard(models)].join('\n')}`);
    output.finish({ models, together });
    return exitCodes.fine;
  },
};
