import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from './commands.ts';

function vr(...words: readonly string[]) {
  const script = join(import.meta.dirname, 'vr.ts');
  return spawnSync(process.execPath, ['--import', 'tsx', script, ...words], { encoding: 'utf8' });
}

test.each(commands.map((command) => [command.name, command] as const))(
  '%s says when it is wanted, and its examples use flags that it has',
  (_, { when, what, options, examples, passesOn }) => {
    expect(when.length).toBeGreaterThan(40);
    expect(what).not.toMatch(/\.$/);
    expect(new Set(examples).size).toBe(3);
    const known = options.map(([flag]) => flag.split(' ')[0]);
    const used = examples.flatMap((example) => example.match(/(?<=^| )--[a-z-]+/g) ?? []);
    if (!passesOn) for (const flag of used) expect(known).toContain(flag);
  },
);

test('without a command it shows what there is; help of a command ends with the exit codes', () => {
  const { status, stdout } = vr();
  expect(status).toBe(0);
  for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  const help = vr('compare', '--help');
  expect(help.status).toBe(0);
  expect(help.stdout.match(/^ {2}pnpm vr compare /gm)).toHaveLength(3);
  expect(help.stdout.trimEnd()).toMatch(/130 {2}stopped by Ctrl-C; what was done is kept$/);
});

test.each([
  [['comprae', 'a', 'b'], 'There is no command "comprae". Did you mean compare?'],
  [['compare', 'a'], 'missing required args'],
  [['compare', '/nowhere', '/nowhere'], '/nowhere is not a run folder'],
  [['run', '--from', 'a/run.json', '--limit', '3'], 'leave out --limit'],
])('%s is refused with exit code 2', (words, message) => {
  const { status, stderr, stdout } = vr(...words);
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('doctor fails where there are no models, and says so to programs too', () => {
  const { status, stdout, stderr } = vr('doctor', '--models', '/nowhere', '--json');
  expect(status).toBe(1);
  expect(stderr).toContain('none in /nowhere');
  const { ok, findings } = JSON.parse(stdout);
  expect(ok).toBe(false);
  expect(findings.at(-1)).toMatchObject({
    state: 'fail',
    remedy: expect.stringContaining('training/README.md'),
  });
});
