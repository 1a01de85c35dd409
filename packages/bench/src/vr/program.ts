/** From what was typed to an exit code: the same for `pnpm vr` and `pnpm bench`. */
import { type CAC, cac } from 'cac';
import { editDistance } from '../scorers/edit-distance.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';
import { exitCodes, exitCodesText } from './exit-codes.ts';

/** Some commands under one name. */
export interface Program {
  /** How it is called: `pnpm vr`. */
  readonly name: string;
  readonly what: string;
  readonly commands: readonly Command[];
  /** The command that goes without saying, if there is one. */
  readonly unnamed?: Command;
}

/** Runs what the words say, and tells the exit code; errors are said on stderr. */
export async function runProgram(program: Program, words: readonly string[]): Promise<number> {
  // `| head` closes the pipe early, which is no failure.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
  const cli = parserOf(program, words.slice(1));
  try {
    return await runWords(program, cli, words);
  } catch (error) {
    return failure(`${program.name}${cli.matchedCommandName ? ` ${cli.matchedCommandName}` : ''}`, error);
  }
}

async function runWords(program: Program, cli: CAC, [first, ...rest]: readonly string[]): Promise<number> {
  // `pnpm bench -- --quick` is `pnpm bench --quick`.
  const words = first === undefined || first === '--' ? rest : [first, ...rest];
  const asksForHelp = words.includes('--help') || words.includes('-h');
  const passing = program.commands.find(({ name, passesOn }) => passesOn && name === words[0]);
  if (passing && !asksForHelp)
    return passing.run({ command: `${program.name} ${passing.name}`, words: [], flags: {}, rest });
  const { args, options } = cli.parse(['', '', ...words], { run: false });
  if (options.help) return exitCodes.fine;
  if (words.length === 0 && !program.unnamed) {
    cli.outputHelp();
    return exitCodes.fine;
  }
  const taken = cli.matchedCommand?.args ?? [];
  const stray = taken.at(-1)?.variadic ? undefined : args[taken.length];
  if (stray !== undefined) throw new UsageError(strayWord(program, cli, stray));
  if (!cli.matchedCommand) throw new UsageError('Which command?');
  return (await cli.runMatchedCommand()) ?? exitCodes.fine;
}

function strayWord({ commands, unnamed }: Program, { matchedCommand }: CAC, stray: string): string {
  if (matchedCommand && matchedCommand.name !== '')
    return `${matchedCommand.rawName} takes no "${stray}" after it.`;
  const names = commands.map(({ name }) => name);
  const [near] = names.filter((name) => editDistance(stray, name) <= Math.max(1, stray.length / 3));
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const without = unnamed ? `; without a command, it is ${unnamed.name}` : '';
  return `There is no command "${stray}".${hint} There is: ${names.join(', ')}${without}.`;
}

function failure(command: string, error: unknown): number {
  if (!(error instanceof Error)) throw error;
  const misused = error instanceof UsageError || error.name === 'CACError';
  // An error of a class of its own was written for people; of others one wants to know where they come from.
  const plain = misused || error.constructor.name === error.name;
  console.error(misused ? `${error.message}\nSee ${command} --help.` : plain ? error.message : error);
  return misused ? exitCodes.misused : exitCodes.failed;
}

function parserOf(program: Program, rest: readonly string[]): CAC {
  const cli = cac(program.name);
  const { commands, unnamed } = program;
  if (unnamed) register(cli, program, unnamed, '', rest);
  else cli.usage('<command> [options]');
  for (const command of commands)
    if (command !== unnamed) register(cli, program, command, command.name, rest);
  const all = unnamed ? [unnamed, ...commands] : commands;
  cli.help((sections) => {
    const name = cli.matchedCommand?.name;
    const command = name === '' ? unnamed : all.find((one) => one.name === name);
    const [, ...own] = sections.filter(({ title }) => !title?.startsWith('For more info'));
    const opening = command
      ? `${command.what}.\n\n${command.when}`
      : `${program.what}\n\n${program.name} <command> --help says more of each.`;
    return [
      { body: opening },
      ...own,
      { title: 'Exit codes', body: exitCodesText.map((line) => `  ${line}`).join('\n') },
    ];
  });
  return cli;
}

function register(cli: CAC, program: Program, command: Command, name: string, rest: readonly string[]): void {
  const { takes = '', what, options, examples, run } = command;
  const registered = cli.command([name, takes].filter((word) => word !== '').join(' '), what);
  const spoken = [program.name, name].filter((word) => word !== '').join(' ');
  registered.usage([name, takes, '[options]'].filter((word) => word !== '').join(' '));
  for (const [flag, meaning] of options) registered.option(flag, meaning);
  for (const example of examples) registered.example(`  ${[spoken, example].join(' ').trimEnd()}`);
  registered.action((...given) => {
    const flags = given.at(-1);
    return run({ command: spoken, words: given.slice(0, -1), flags, rest });
  });
}
