import { type CAC, cac } from 'cac';
import { armNames, defaultAlpha } from './arms.ts';
import { type Flags, mainArms, parts } from './options.ts';
import { suites } from './suites/index.ts';

/** What each command does; each tells the exit code. */
export interface Actions {
  bench(flags: Flags): Promise<number>;
  study(flags: Flags): Promise<number>;
  exportTrainingData(flags: Flags): Promise<number>;
  scoreFiles(scorer: string | undefined, flags: Flags): number;
}

const suiteNames = suites.map(({ name }) => name).join(',');

/** The commands of `pnpm bench`, with every option and what it means. */
export function commands(actions: Actions): CAC {
  const cli = cac('pnpm bench');
  measuring(cli, actions);
  files(cli, actions);
  cli.help((sections) => sections.filter(({ title }) => !title?.startsWith('For more info')));
  return cli;
}

function measuring(cli: CAC, actions: Pick<Actions, 'bench' | 'study'>): void {
  cli
    .command('', 'Measure how often the models are right, and how fast they answer')
    .usage('[options]')
    .option('--quick', 'A first impression in under a minute: --limit 25')
    .option('--suite <names>', `Which suites (default: ${suiteNames})`)
    .option('--arm <names>', `Which arms (default: ${mainArms.join(',')}; there is: ${armNames.join(',')})`)
    .option('--alpha <numbers>', `Weights of proxy-thinker, the one to time first (default: ${defaultAlpha})`)
    .option('--part <names>', `Which parts (default: ${parts.join(',')})`)
    .option(
      '--limit <n>',
      'Questions per suite and arm (default: 100); from 200 on the speed part takes its time, too',
    )
    .option('--seed <n>', 'Which questions (default: 0)')
    .option('--split <name>', 'Whose questions: test, to report, or validation, to choose by (default: test)')
    .option('--models <folder>', 'Where the model folders are (default: models)')
    .option('--out <folder>', 'Where the run folder goes (default: runs)')
    .option('--resume <folder>', 'Continue a run that was stopped')
    .option('--json', 'End stdout with one line of JSON; the tables go to stderr')
    .example('  pnpm bench --quick')
    .example('  pnpm bench --suite math --arm large-base,proxy-thinker --alpha 0.5,1')
    .example(
      '  pnpm bench --arm "speculative-thinking,speculative-thinking?openingTokens=12" --part accuracy',
    )
    .action(actions.bench);
  cli
    .command(
      'study',
      'Every arm on many questions: intervals between pairs, gaps closed, tokens, looks and time',
    )
    .option('--suite <names>', `Which suites (default: ${suiteNames})`)
    .option('--arm <names>', 'Which arms (default: all)')
    .option(
      '--alpha <numbers>',
      'Weights of proxy-thinker, the leading one first (default: 0.5,0,0.25,0.75,1,1.25)',
    )
    .option('--part <names>', `Which parts (default: ${parts.join(',')}); speed is the time for an answer`)
    .option('--limit <n>', 'Questions per suite and arm (default: 1000)')
    .option('--seed <n>', 'Which questions (default: 0)')
    .option('--split <name>', 'Whose questions: test, to report, or validation, to choose by (default: test)')
    .option('--models <folder>', 'Where the model folders are (default: models)')
    .option('--out <folder>', 'Where the run folder goes (default: runs)')
    .option(
      '--resume <folder>',
      'Continue a study that was stopped, or show the figures of any run that is done',
    )
    .option('--markdown <file>', 'Write study.md there, too')
    .option('--json', 'End stdout with one line of JSON; the tables go to stderr')
    .example('  pnpm bench study')
    .example('  pnpm bench study --limit 300 --arm large-base,large-expert,proxy-thinker --alpha 0.5,1')
    .action(actions.study);
}

function files(cli: CAC, actions: Pick<Actions, 'exportTrainingData' | 'scoreFiles'>): void {
  cli
    .command('export', 'Write pictures and questions to files, for training')
    .option('--out <folder>', 'The folder to write to (required)')
    .option('--split <name>', 'train, validation or test (default: train)')
    .option('--count <n>', 'Pictures in all (default: 10000)')
    .option('--seed <n>', 'Which pictures (default: 0)')
    .option('--suite <names>', `Which suites (default: ${suiteNames})`)
    .option('--processes <n>', 'How many at once (default: one per core)')
    .action(actions.exportTrainingData);
  cli
    .command('score [scorer]', 'Mark what any harness wrote down; without a scorer, list them')
    .option('--problems <file>', 'What was asked and what is right: JSONL or JSON, .gz or not (required)')
    .option('--preds <file>', 'What was answered, joined by id (default: the same rows as the problems)')
    .option('--column <name>', 'The column of the answer, where it has an unusual name')
    .option('--run <name>', 'Whose answers, where the file holds those of several')
    .option('--rows <file>', 'Write the verdict on every row there, as JSONL')
    .option('--json', 'End stdout with one line of JSON; the tables go to stderr')
    .example(
      '  pnpm bench score mmmu-pro --problems problems.jsonl --preds gpt-4o.jsonl --rows official.jsonl',
    )
    .example('  pnpm bench score mcq.lmms --problems problems.jsonl --preds gpt-4o.jsonl --json')
    .action(actions.scoreFiles);
}
