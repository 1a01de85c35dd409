/** `pnpm vr`: one door for everything that the project can do. */
import { bench } from './commands/bench.ts';
import { compare } from './commands/compare.ts';
import { doctor } from './commands/doctor.ts';
import { exportTrainingData } from './commands/export.ts';
import { inspect } from './commands/inspect.ts';
import { judge } from './commands/judge.ts';
import { report } from './commands/report.ts';
import { rescore } from './commands/rescore.ts';
import { resume } from './commands/resume.ts';
import { run } from './commands/run.ts';
import { score } from './commands/score.ts';
import { dashboard, serve } from './commands/serve.ts';
import { study } from './commands/study.ts';
import { sweep } from './commands/sweep.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(
  {
    name: 'pnpm vr',
    what: 'Measure how well models see and reason, alone and guided by others, and look into what was measured.',
    commands: [
      ...[doctor, inspect],
      ...[bench, study, sweep, run, resume],
      ...[report, compare],
      ...[rescore, score, judge, exportTrainingData],
      ...[serve, dashboard],
    ],
  },
  process.argv.slice(2),
);
