import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bytesCell } from './bytes-cell.ts';
import { machineFindings, modelFindings, nodeFinding } from './findings.ts';

const models = mkdtempSync(join(tmpdir(), 'vr-models-'));
afterAll(() => rmSync(models, { recursive: true }));

test('Node before 20.19 is a failure that says what to do', () => {
  expect(nodeFinding('20.18.3')).toMatchObject({ state: 'fail', remedy: 'Install Node 20.19 or later.' });
  for (const version of ['20.19.0', '21.0.0', '24.1.0']) expect(nodeFinding(version).state).toBe('ok');
});

test('disk and memory are looked at, also for a folder that is still to be made', () => {
  expect(machineFindings('/nowhere/yet').map(({ what }) => what)).toEqual(['Node', 'memory', 'disk']);
});

test('no models at all is a failure, some missing a warning', async () => {
  expect(await modelFindings('/nowhere', async () => [])).toMatchObject([{ state: 'fail' }]);
  mkdirSync(join(models, 'large-base'));
  writeFileSync(join(models, 'large-base', 'config.json'), '{}');
  const formats = async () => [{ dtype: 'fp32', bytes: 2 ** 20 } as const];
  expect(await modelFindings(models, formats)).toMatchObject([
    { what: 'large-base', state: 'ok', found: 'fp32 1.0 MiB' },
    { state: 'warn', found: expect.stringContaining('no small-base, small-expert, large-expert') },
  ]);
  expect(await modelFindings(models, async () => [])).toMatchObject([
    { what: 'large-base', state: 'fail' },
    {},
  ]);
});

test('sizes are said in the unit that fits', () => {
  expect([0, 1023, 1024, 6_780_128, 3 * 2 ** 30].map(bytesCell)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.0 KiB',
    '6.5 MiB',
    '3.0 GiB',
  ]);
});
