import type { Flags } from '../options.ts';

/** A command: what it says of itself, and what it does. */
export interface Command {
  readonly name: string;
  /** Its words besides flags, such as `<folder>` or `[file]`. */
  readonly takes?: string;
  /** One line: what it does. */
  readonly what: string;
  /** When one wants it, and what to know before. */
  readonly when: string;
  readonly options: readonly Option[];
  /** What follows the name of the command. */
  readonly examples: readonly [string, string, string];
  /** Its flags are those of another program, and go there unread. */
  readonly passesOn?: true;
  readonly run: (call: Call) => Promise<number> | number;
}

/** A flag with its value, such as `--limit <n>`, and what it means. */
export type Option = readonly [flag: string, meaning: string];

/** A command as it was typed. */
export interface Call {
  /** Program and command, such as `pnpm vr study`: how to say it again. */
  readonly command: string;
  /** One for each word that the command takes; those left out are undefined. */
  readonly words: readonly (string | undefined)[];
  readonly flags: Flags;
  /** All that follows the command, as it was typed. */
  readonly rest: readonly string[];
}
