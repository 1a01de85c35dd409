/** `pnpm vr`: one door for everything that the project can do. */
import { bench } from './commands/bench.ts';
import { compare } from './commands/compare.ts';
import { exportTrainingData } from './commands/export.ts';
import { report } from './commands/report.ts';
import { score } from './commands/score.ts';
import { study } from './commands/study.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(
  {
    name: 'pnpm vr',
    what: 'Measure how well models see and reason, alone and guided by others, and look into what was measured.',
    commands: [bench, study, compare, report, exportTrainingData, score],
  },
  process.argv.slice(2),
);
