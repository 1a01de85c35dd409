import { styleText } from 'node:util';
import type { Flags } from '../options.ts';
import { type Table, tableAsText } from '../table.ts';

/** Where a command says what to whom. */
export interface Output {
  /** For people. */
  readonly say: (text: string) => void;
  readonly showTable: (table: Table) => void;
  /** For programs: one document, the last line of stdout; nothing without --json. */
  readonly finish: (document: object) => void;
}

/** Tables go to stdout; with --json they go to stderr, and stdout ends with one document. */
export function outputFor({ json }: Flags): Output {
  const stream = json === true ? process.stderr : process.stdout;
  const say = (text: string) => stream.write(`${text}\n`);
  return {
    say,
    showTable: (table) => say(`\n${tableAsText(table, boldOn(stream))}`),
    finish: (document) => {
      if (json === true) console.log(JSON.stringify(document));
    },
  };
}

/** Bold where a person watches. */
export function boldOn(stream: NodeJS.WriteStream): (text: string) => string {
  return (text) => (stream.isTTY && !process.env.NO_COLOR ? styleText('bold', text) : text);
}
