import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guidanceNames } from './arms.ts';

const models = process.env.VR_MODELS ?? join(import.meta.dirname, '../../../models');
const missing = guidanceNames.filter((name) => !existsSync(join(models, name, 'onnx')));
if (missing.length > 0) console.warn(`bench is not run: no ${missing.join(', ')} in ${models}.`);

function bench(...words: readonly string[]) {
  const script = join(import.meta.dirname, 'cli.ts');
  return spawnSync(process.execPath, ['--import', 'tsx', script, ...words], { encoding: 'utf8' });
}

test('--help says what there is', () => {
  const { status, stdout } = bench('--help');
  expect(status).toBe(0);
  for (const word of ['--quick', '--suite', 'spatial,math,ocr,detail', 'export'])
    expect(stdout).toContain(word);
});

test.each([
  [['--suite', 'maths'], '--suite does not know "maths". There is: spatial, math, ocr, detail.'],
  [['--limt', '3'], 'Unknown option `--limt`'],
  [['measure'], 'There is no command "measure"'],
  [['score', 'mmmu-por'], 'There is no scorer "mmmu-por". Did you mean mmmu-pro'],
  [['score', 'mmmu-pro', 'mathvista'], 'score [scorer] takes no "mathvista" after it.'],
  [['score', 'mmmu-pro'], 'bench score needs --problems FILE'],
  [
    ['--models', '/nowhere'],
    'There is no model large-base, small-base, small-expert, large-expert in /nowhere',
  ],
])('%s is refused with exit code 2', (words, message) => {
  const { status, stderr, stdout } = bench(...words);
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('score ends stdout with one line of JSON, and fails on a file that is broken', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vr-bench-'));
  const [good, broken] = [join(folder, 'good.jsonl'), join(folder, 'broken.jsonl')];
  writeFileSync(good, '{"target":"18","response":"#### 18"}\n');
  writeFileSync(broken, '{"target":\n');
  const scored = bench('score', 'gsm8k', '--problems', good, '--json');
  const failed = bench('score', 'gsm8k', '--problems', broken);
  rmSync(folder, { recursive: true });
  expect(JSON.parse(scored.stdout)).toMatchObject({ scorer: 'gsm8k@3101c7d', n: 1, value: 1 });
  expect(scored.status).toBe(0);
  expect(failed.stderr).toContain(`${broken}:1: this is not JSON`);
  expect(failed.status).toBe(1);
});

test('score --help teaches by three examples', () => {
  const { status, stdout } = bench('score', '--help');
  expect(status).toBe(0);
  expect(stdout.match(/^ {2}pnpm bench score/gm)).toHaveLength(3);
});

test.skipIf(missing.length > 0)('the last line of stdout is JSON, and the only one', () => {
  const out = mkdtempSync(join(tmpdir(), 'vr-bench-'));
  const flags = ['--models', models, '--out', out, '--part', 'accuracy', '--limit', '2'];
  const arms = ['--arm', [...guidanceNames, 'proxy-thinker'].join(',')];
  const { status, stdout, stderr } = bench('--json', '--suite', 'math', ...arms, ...flags);
  rmSync(out, { recursive: true });
  expect(status).toBe(0);
  expect(stderr).toContain('Accuracy: 2 test questions per suite');
  const { accuracy, run } = JSON.parse(stdout);
  expect(run).toMatch(/^\d{4}-/);
  expect(accuracy).toHaveLength(4);
  expect(accuracy[3]).toMatchObject({
    suite: 'math',
    arm: 'proxy-thinker',
    n: 2,
    parameters: { alpha: 0.5 },
  });
});
