import { readWord } from '../../flags.ts';
import type { Table } from '../../table.ts';
import { left } from '../../table.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { machineFindings, modelFindings } from '../inspect/findings.ts';
import { outputFor } from '../output.ts';
import { jsonOption, modelsOption } from './shared-options.ts';

export const doctor: Command = {
  name: 'doctor',
  what: 'Look whether this machine can run the models: library, CUDA, threads, memory, disk, models; and what to do if not',
  when: [
    'First on a new machine, and whenever models do not load or are slow. Each line is ok, warn (it works, but not as well as it',
    'could) or fail; with a fail the exit code is 1. It changes nothing and fetches nothing.',
  ].join('\n'),
  options: [modelsOption, ['--out <folder>', 'Where run folders would go (default: runs)'], jsonOption],
  examples: ['', '--models some/folder', '--json'],
  async run({ flags }) {
    const models = readWord('models', flags.models, 'models');
    const output = outputFor(flags);
    const { diagnose, formatsIn } = await import('@vr/runtime-cuda');
    const findings = [
      ...machineFindings(readWord('out', flags.out, 'runs')),
      ...(await diagnose()),
      ...(await modelFindings(models, formatsIn)),
    ];
    output.showTable(findingsTable(findings));
    const failed = findings.some(({ state }) => state === 'fail');
    output.finish({ ok: !failed, findings });
    return failed ? exitCodes.failed : exitCodes.fine;
  },
};

type Findings = Awaited<ReturnType<typeof modelFindings>>;

function findingsTable(findings: Findings): Table {
  const todo = findings.filter(({ remedy }) => remedy !== undefined);
  return {
    title: 'This machine',
    columns: [left(''), left('what'), left('found')],
    rows: findings.map(({ state, what, found }) => [state, what, found]),
    notes:
      todo.length === 0
        ? ['Nothing is to be done.']
        : ['To do:', ...todo.map(({ what, remedy }) => `- ${what}: ${remedy}`)],
  };
}
