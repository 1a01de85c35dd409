import { readWord } from '../../flags.ts';
import { beginRun } from '../../launch.ts';
import { parts, planFlags } from '../../options.ts';
import { studyPlanFrom } from '../../study/study-plan.ts';
import { studyTables } from '../../study/study-tables.ts';
import { writeStudy } from '../../study/write-study.ts';
import { suites } from '../../suites/index.ts';
import type { Command } from '../command.ts';
import { type DoneRun, measure, type Shown } from '../measure.ts';
import { resume } from './bench.ts';
import {
  jsonOption,
  modelsOption,
  outOption,
  seedOption,
  splitOption,
  suiteOption,
} from './shared-options.ts';

export const study: Command = {
  name: 'study',
  what: 'Every arm on many questions: intervals between pairs, gaps closed, tokens, looks and time',
  when: [
    'For figures to report: a thousand questions per suite, half an hour on two cores. It can be stopped and gone on',
    'with, and shows the figures of any run that is done (--resume). For a first look there is bench --quick.',
  ].join('\n'),
  options: [
    suiteOption,
    ['--arm <names>', 'Which arms (default: all)'],
    [
      '--alpha <numbers>',
      'Weights of proxy-thinker, the leading one first (default: 0.5,0,0.25,0.75,1,1.25)',
    ],
    ['--part <names>', `Which parts (default: ${parts.join(',')}); speed is the time for an answer`],
    ['--limit <n>', 'Questions per suite and arm (default: 1000)'],
    seedOption,
    splitOption,
    modelsOption,
    outOption,
    ['--resume <folder>', 'Continue a study that was stopped, or show the figures of any run that is done'],
    ['--markdown <file>', 'Write study.md there, too'],
    jsonOption,
  ],
  examples: [
    '--limit 300',
    '--arm large-base,large-expert,proxy-thinker --alpha 0.5,1 --part accuracy',
    '--resume runs/reference --markdown study.md',
  ],
  async run({ flags, command }) {
    const copy = flags.markdown === undefined ? undefined : readWord('markdown', flags.markdown, '');
    const show = ({ folder }: DoneRun): Shown => {
      const figures = writeStudy(folder, suites, copy);
      return { tables: studyTables(figures), json: figures, file: 'study.md' };
    };
    if (flags.resume !== undefined) return resume({ flags, command }, [...planFlags, 'out'], show);
    const plan = studyPlanFrom(flags, suites);
    const out = readWord('out', flags.out, 'runs');
    return measure({ flags }, `${command} --resume`, (context) => beginRun(plan, out, context), show);
  },
};
