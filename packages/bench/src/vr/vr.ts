/** `pnpm vr`: one door for everything that the project can do. */
import { commands } from './commands.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(
  {
    name: 'pnpm vr',
    what: 'Measure how well models see and reason, alone and guided by others, and look into what was measured.',
    commands,
  },
  process.argv.slice(2),
);
