import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { readWord } from '../../flags.ts';
import { reportMarkdown } from '../../report.ts';
import { answersAsCsv } from '../../report-csv.ts';
import { reportHtml } from '../../report-html.ts';
import { type RunContents, readRunFolder } from '../../run-folder.ts';
import { studyTables } from '../../study/study-tables.ts';
import { summarise } from '../../summary.ts';
import { type Table, tableAsMarkdown } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';
import type { Call, Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

const formats = ['markdown', 'html', 'csv', 'json'] as const;
type Format = (typeof formats)[number];

const endings: Readonly<Record<string, Format>> = {
  '.md': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.csv': 'csv',
  '.json': 'json',
};

export const report: Command = {
  name: 'report',
  takes: '<folder>',
  what: 'Show a run folder as Markdown, as a web page, as CSV of every answer, or as JSON',
  when: [
    'When a run is to be read, shown to others, or taken into another program. The page needs no other file and no scripts.',
    'Everything is computed anew from the records, also of a run that was stopped. No model is run.',
  ].join('\n'),
  options: [
    [
      '--format <name>',
      `One of ${formats.join(', ')} (default: as the file of --out ends, or else markdown)`,
    ],
    ['--out <file>', 'Write it there instead of to stdout'],
    ['--json', 'The same as --format json'],
  ],
  examples: [
    'runs/reference',
    'runs/reference --out report.html',
    'runs/reference --format csv > answers.csv',
  ],
  run({ words: [folder], flags }) {
    const out = flags.out === undefined ? undefined : readWord('out', flags.out, '');
    const text = rendered(formatFrom(flags, out), folder!);
    if (out === undefined) {
      process.stdout.write(text);
      return exitCodes.fine;
    }
    try {
      writeFileSync(out, text);
    } catch (error) {
      throw new UsageError(`--out cannot write ${out}: ${(error as Error).message}.`);
    }
    console.error(`Written: ${out}`);
    return exitCodes.fine;
  },
};

function formatFrom(flags: Call['flags'], out: string | undefined): Format {
  if (flags.format === undefined && flags.json === true) return 'json';
  const given = flags.format === undefined ? undefined : readWord('format', flags.format, '');
  if (given === undefined) return endings[extname(out ?? '').toLowerCase()] ?? 'markdown';
  const format = formats.find((name) => name === given);
  if (format === undefined)
    throw new UsageError(`--format does not know "${given}". There is: ${formats.join(', ')}.`);
  return format;
}

function rendered(format: Format, folder: string): string {
  const contents = readRunFolder(folder);
  switch (format) {
    case 'markdown': {
      const study = studyOfFolder(folder).map(tableAsMarkdown);
      return [reportMarkdown(contents.run, summarise(contents)), ...study].join('\n');
    }
    case 'html':
      return reportHtml(contents.run, summarise(contents), studyOfFolder(folder));
    case 'csv':
      return answersAsCsv(contents.samples);
    case 'json':
      return `${JSON.stringify(documentOf(contents))}\n`;
  }
}

function documentOf(contents: RunContents): object {
  return {
    run: contents.run,
    summary: summarise(contents),
    samples: contents.samples,
    rounds: contents.rounds,
  };
}

/** The figures of a study, where one was made of this run. */
function studyOfFolder(folder: string): Table[] {
  const file = join(folder, 'study.json');
  if (!existsSync(file)) return [];
  try {
    return studyTables(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new UsageError(
      `${file} cannot be shown: ${(cause as Error).message}. pnpm vr study --resume ${folder} makes it again.`,
    );
  }
}
