import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const command = ['--import', 'tsx', join(import.meta.dirname, 'main.ts')];
const serve = (...words: readonly string[]) =>
  spawnSync(process.execPath, [...command, ...words], { encoding: 'utf8' });

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** A server without models in a process of its own, once it has said where it listens. */
async function started() {
  const child = spawn(process.execPath, [...command, '--models', '/nowhere', '--port', '0']);
  running.push(child);
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  for await (const text of child.stdout) {
    const [address] = /http:\/\/[\d.:]+/.exec(String(text)) ?? [];
    if (address) return { child, address, warnings: () => said };
  }
  throw new Error(`The server ended: ${said}`);
}

test('--help says what there is', () => {
  const { status, stdout } = serve('--help');
  expect(status).toBe(0);
  for (const word of ['--host', '127.0.0.1', '--port', '8000', '--models', '--runs', '--waiting'])
    expect(stdout).toContain(word);
});

test.each([
  [['--port', 'http'], '--port takes a whole number'],
  [['--prot', '1'], 'Unknown option `--prot`'],
  [['--models', '/nowhere', '--port', '70000'], 'There is no port 70000'],
  [['--runs', join(import.meta.dirname, 'main.ts')], '--runs takes a folder'],
  [['chat'], 'There is no command "chat"'],
  [['--models', '/nowhere', '--host', '203.0.113.1'], 'This machine has no address 203.0.113.1'],
])('%s is refused with exit code 2', (words, message) => {
  const { status, stderr } = serve(...words);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

test('a port that is taken is named, with another to take', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = serve('--models', '/nowhere', '--port', String(port));
  other.close();
  expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken. Take another: --port ${port + 1}`);
  expect(status).toBe(2);
});

test('without models it says why, serves the rest, and ends when asked to', async () => {
  const { child, address, warnings } = await started();
  expect(warnings()).toContain('The models cannot be loaded: "large-base"');
  expect(await (await fetch(`${address}/v1/models`)).json()).toMatchObject({ data: [] });
  expect(await (await fetch(`${address}/api/runs`)).json()).toHaveProperty('runs');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
