import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';

test('what is found on this machine has a state each, and what is not right has a remedy', async () => {
  const findings = await diagnose();
  expect(findings.map(({ what }) => what)).toEqual([
    'ONNX Runtime',
    'providers',
    'graphics card',
    'CUDA',
    'threads',
  ]);
  expect(findings[1]!.found).toContain('CPUExecutionProvider');
  for (const { state, remedy } of findings) expect(state === 'ok' || remedy !== undefined).toBe(true);
});

test('a process that requires the pool first has as many threads for runs as cores, unless it is told otherwise', () => {
  const required = ['--require', fileURLToPath(new URL('../pool.cjs', import.meta.url))];
  const sizeIn = (env: NodeJS.ProcessEnv) =>
    execFileSync(process.execPath, [...required, '--print', 'process.env.UV_THREADPOOL_SIZE'], {
      env,
      encoding: 'utf8',
    }).trim();
  const { UV_THREADPOOL_SIZE: _, ...env } = process.env;
  expect(sizeIn(env)).toBe(String(Math.max(2, availableParallelism())));
  expect(sizeIn({ ...env, UV_THREADPOOL_SIZE: '7' })).toBe('7');
});

test.runIf(process.platform === 'linux')('and these threads give way to the event loop', () => {
  const pool = fileURLToPath(new URL('../pool.cjs', import.meta.url));
  const tell = `require('node:fs').readdirSync('/proc/self/task').map((id) => require('node:os').getPriority(Number(id)))`;
  const told = execFileSync(process.execPath, ['--require', pool, '--print', `JSON.stringify(${tell})`], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '3' },
    encoding: 'utf8',
  });
  const priorities: number[] = JSON.parse(told);
  expect(priorities.filter((priority) => priority === Math.min(19, priorities[0]! + 10))).toHaveLength(3);
});
