import { exportOptionsFrom } from '../../options.ts';
import { duration, showProgress } from '../../progress.ts';
import { suites } from '../../suites/index.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { suiteOption } from './shared-options.ts';

export const exportTrainingData: Command = {
  name: 'export',
  what: 'Write pictures and questions to files, for training',
  when: 'When models are to be trained on the suites. Test questions are for reporting: train on --split train.',
  options: [
    ['--out <folder>', 'The folder to write to (required)'],
    ['--split <name>', 'train, validation or test (default: train)'],
    ['--count <n>', 'Pictures in all (default: 10000)'],
    ['--seed <n>', 'Which pictures (default: 0)'],
    suiteOption,
    ['--processes <n>', 'How many at once (default: one per core)'],
  ],
  examples: [
    '--out training/data --count 100000',
    '--out look --count 20 --suite math',
    '--out held-out --split validation --seed 1',
  ],
  async run({ flags }) {
    const options = exportOptionsFrom(flags, suites);
    const { exportSplit } = await import('../../export.ts');
    const progress = showProgress(process.stderr);
    let shown = 0;
    progress.start('export', options.count, 'pictures');
    const { images, seconds } = await exportSplit(options, (done) => {
      progress.step(options.out, done - shown);
      shown = done;
    });
    progress.finish();
    console.error(`${images} pictures in ${options.out}, ${duration(seconds * 1000)}.`);
    return exitCodes.fine;
  },
};
