import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const shipped = existsSync(`${folder}../models/large-expert/config.json`);
if (!shipped)
  console.log('skipping the examples: models/ is empty (training/README.md tells how to make them)');

test.skipIf(!shipped).each(readdirSync(folder).filter((file) => /^\d+b?-.*\.ts$/.test(file)))(
  '%s runs as its first line says',
  (file) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/expected: |Right of \d+ questions|\d of \d+ (right|answers)/);
  },
  180_000,
);
