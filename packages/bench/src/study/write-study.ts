import { writeFileSync } from 'node:fs';
import { runFacts } from '../report.ts';
import { openRunFolder, readRunFolder } from '../run-folder.ts';
import type { Suite } from '../suites/suite.ts';
import { tableAsMarkdown } from '../table.ts';
import { studyOf } from './figures.ts';
import type { Study } from './study.ts';
import { studyTables } from './study-tables.ts';

/** Computes the figures of a run that is done and leaves them in its folder, the Markdown also where `copy` says. */
export function writeStudy(path: string, suites: readonly Suite[], copy: string | undefined): Study {
  const contents = readRunFolder(path);
  const study = studyOf(contents, suites);
  const tables = studyTables(study).map(tableAsMarkdown);
  const markdown = `${['# Study', runFacts(contents.run), ...tables].join('\n\n')}\n`;
  const folder = openRunFolder(path);
  try {
    folder.saveText('study.json', `${JSON.stringify(study, null, 2)}\n`);
    folder.saveText('study.md', markdown);
  } finally {
    folder.close();
  }
  if (copy !== undefined) writeFileSync(copy, markdown);
  return study;
}
