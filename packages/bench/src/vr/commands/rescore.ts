import { accuracyTable } from '../../report.ts';
import { rescore as rescoreFolder } from '../../rescore.ts';
import { readRunRecord } from '../../run-folder.ts';
import { suites } from '../../suites/index.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { outputFor } from '../output.ts';
import { jsonOption } from './shared-options.ts';

const ownScorers = [...new Set(suites.map(({ scorer }) => scorer))];

export const rescore: Command = {
  name: 'rescore',
  takes: '<folder> [scorer]',
  what: 'Mark the answers of a run again, by its own scorer or by a published rule',
  when: [
    'When a rule has changed, or to see what another rule makes of the same answers. No model is run, and no answer changes: the',
    'marks go to scores.<scorer>.jsonl in the folder, and what they come to beside them. pnpm vr score lists the rules.',
  ].join('\n'),
  options: [jsonOption],
  examples: ['runs/reference', 'runs/reference mathvista', 'runs/reference math.mathruler --json'],
  run({ words: [folder, scorer = ownScorers[0]!], flags }) {
    const output = outputFor(flags);
    const rescored = rescoreFolder(folder!, scorer, suites);
    const { files, marked, unparsed, changed, summary } = rescored;
    output.showTable(accuracyTable(readRunRecord(folder!), summary));
    output.say(
      `\n${marked} answers marked by ${rescored.scorer}, ${unparsed} unparsed; ${changed} marks are not as before. ` +
        `Written: ${files.scores}, ${files.summary}.`,
    );
    output.finish(rescored);
    return exitCodes.fine;
  },
};
