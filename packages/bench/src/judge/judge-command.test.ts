import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { quiet } from '../testing/fixture.ts';
import { judge } from './judge-command.ts';
import { judgeServer } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'vr-judge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const problems = join(folder, 'problems.jsonl');
const exchanges = join(folder, 'exchanges.jsonl');
writeFileSync(
  problems,
  ['1', '0.5', '0']
    .map((response, id) => ({
      id,
      question: 'q',
      answer: 'a',
      response,
      capability: id === 0 ? ['rec'] : ['rec', 'ocr'],
    }))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join(''),
);

async function run(name: string | undefined, flags: Readonly<Record<string, unknown>>) {
  const out: string[] = [];
  const around = { out: (text: string) => out.push(text), err: () => {}, emphasise: (text: string) => text };
  await judge(name, flags, { ...around, progress: quiet, signal: new AbortController().signal });
  return out;
}

test('a judged file is scored under the name of judge and model, then again offline', async () => {
  const server = await judgeServer(({ messages }) => /\| ([\d.]+) \| $/.exec(messages[0]!.content)![1]!);
  const flags = { problems, exchanges, model: 'm', json: true };
  const [online] = await run('mmvet.judge', { ...flags, endpoint: server.url });
  server.close();
  expect(JSON.parse(online!)).toMatchObject({ scorer: 'mmvet.judge@7d717c2[m]', n: 3, value: 0.5 });
  expect(JSON.parse(online!).totals[0]).toMatchObject({ name: 'total', value: 50, unit: 'points' });
  expect(await run('mmvet.judge', { ...flags, replay: true })).toEqual([online]);
});

test('--replay says whose replies are missing, and of whom', async () => {
  await expect(run('mmvet.judge', { problems, exchanges, model: 'another', replay: true })).rejects.toThrow(
    `${exchanges} lacks replies of another to 3 of 3 answers: 0, 1, 2. Without --replay they are asked for.`,
  );
});

test('without a judge the judges are listed; an unknown one is refused with the list', async () => {
  const [list] = await run(undefined, {});
  expect(list).toContain('visionthink.judge@1[gpt-4o-2024-11-20]');
  const [document] = await run(undefined, { json: true });
  expect(JSON.parse(document!).judges).toContain('visionthink.judge@1');
  await expect(run('mmvet', { problems })).rejects.toThrow(
    'There is no judge "mmvet". There is:\n\n  mathverse.judge@',
  );
  await expect(run('prompt.judge', { problems })).rejects.toThrow('prompt.judge needs --prompt FILE');
  await expect(run('mmvet.judge', {})).rejects.toThrow('judge needs --problems FILE');
});
