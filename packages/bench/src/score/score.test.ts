import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { FileError } from './file-error.ts';
import { score } from './score-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'vr-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

let written = 0;
function file(content: string | Buffer, extension = 'jsonl'): string {
  const path = join(folder, `${written++}.${extension}`);
  writeFileSync(path, content);
  return path;
}

const jsonl = (rows: readonly unknown[]) => file(rows.map((row) => JSON.stringify(row)).join('\n'));

function run(name: string | undefined, flags: Readonly<Record<string, unknown>>) {
  const [out, err]: [string[], string[]] = [[], []];
  score(name, flags, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    emphasise: (text) => text,
  });
  return { out: out.join('\n'), err: err.join('\n'), last: out.at(-1) ?? '' };
}

const json = (name: string, flags: Readonly<Record<string, unknown>>) =>
  JSON.parse(run(name, { ...flags, json: true }).last);

const problems = jsonl([
  { id: 1, options: ['cat', 'dog'], answer: 'A' },
  { id: 2, choices: ['cat', 'dog'], target: 'dog' },
  { id: 3, options: "['cat', 'dog']", answer: '(B)' },
]);

const response = (scorer: string, letter: string) =>
  /^(proxythinker|visulogic|mathv\.|emma)/.test(scorer) ? `\\boxed{${letter}}` : letter;

describe('pnpm bench score', () => {
  test('marks predictions joined by id, in the order of the problems', () => {
    const preds = jsonl([
      { id: '3', output: 'I cannot tell' },
      { id: '2', prediction: 'Answer: A' },
      { id: '1', response: 'Answer: A' },
    ]);
    const document = json('mmmu-pro', { problems, preds });
    expect(document).toMatchObject({ scorer: 'mmmu-pro@bb0b95a', n: 3, right: 1, unread: 1, missing: [] });
    expect(document.rows).toEqual([
      { id: '1', value: 1, read: 'A', rule: 'answer line' },
      { id: '2', value: 0, read: 'A', rule: 'answer line' },
      { id: '3', value: 0, read: null, rule: 'none' },
    ]);
  });

  test('prints tables for people, and writes a verdict for every row', () => {
    const preds = jsonl([
      { id: 1, response: 'A' },
      { id: 2, response: 'A' },
      { id: 3, response: null },
    ]);
    const rows = join(folder, 'verdicts.jsonl');
    const { out } = run('mcq.lmms@0.7.3', { problems, preds, rows });
    expect(out).toContain('mcq.lmms@0.7.3');
    expect(out).toMatch(/all {3}3 {6}1 {7}1 {2}33\.3 \(6\.1–79\.2\)/);
    const lines = readFileSync(rows, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).value)).toEqual([1, 0, 0]);
  });

  test('names what is missing and what is unknown, and counts neither', () => {
    const preds = jsonl([
      { id: 1, response: 'A' },
      { id: 9, response: 'A' },
    ]);
    const { err, last } = run('mcq.lmms', { problems, preds, json: true });
    expect(err).toContain(
      '2 of 3 problems have no prediction and are in no total (as wrong ones: 33.3 %): 2, 3.',
    );
    expect(err).toContain('1 predictions are of no known problem and are in no total: 9.');
    expect(JSON.parse(last)).toMatchObject({ n: 1, value: 1, missing: ['2', '3'], unknown: ['9'] });
  });

  test('takes answers that stand beside the problems', () => {
    const both = jsonl([
      { answers: ['Paris', 'paris, France'], prediction: 'Paris' },
      { answers: 'Rome', prediction: 'Romes' },
    ]);
    expect(json('anls.lmms', { problems: both })).toMatchObject({ n: 2, right: 1, value: 0.9 });
  });

  test.each([
    ['mathvista', 'dog'],
    ['mathvista', 'B'],
    ['mathv.official', 'dog'],
    ['mathv.official', '(B)'],
    ['emma.fast', 'dog'],
    ['emma.fast', 'B'],
    ['proxythinker', 'dog'],
    ['visulogic.lmms', 'dog'],
    ['blink.lmms', 'B'],
  ])('%s takes "%s" for the right option, letter or text', (scorer, answer) => {
    const both = jsonl([
      { answer, choices: ['cat', 'dog'], options: ['cat', 'dog'], output: response(scorer, 'B') },
      { answer, choices: ['cat', 'dog'], options: ['cat', 'dog'], output: response(scorer, 'A') },
    ]);
    expect(json(scorer, { problems: both }).rows.map(({ value }: { value: number }) => value)).toEqual([
      1, 0,
    ]);
  });

  test('reads the samples that lmms-eval logs', () => {
    const samples = jsonl([{ doc_id: 0, target: 'yes', resps: [['Yes']], filtered_resps: ['yes'] }]);
    expect(json('pope.lmms', { problems: samples }).rows).toMatchObject([{ id: '0', value: 1 }]);
  });

  test('picks a run or a column', () => {
    const solutions = jsonl([{ i: 0, small: { solution: '#### 3' }, large: { solution: '#### 18' } }]);
    const asked = jsonl([{ question: '?', answer: 'So it is\n#### 18' }]);
    expect(json('gsm8k', { problems: asked, preds: solutions, run: 'large' }).value).toBe(1);
    expect(json('gsm8k', { problems: asked, preds: solutions, run: 'small' }).value).toBe(0);
    const answers = jsonl([{ id: 0, said: '#### 18' }]);
    expect(json('gsm8k', { problems: asked, preds: answers, column: 'said' }).value).toBe(1);
  });

  test('reads JSON by id, packed or not, with a macro mean over tasks', () => {
    const answers = file('{"val_Counting_1":"(A)","val_Counting_2":"(B)","val_Jigsaw_1":"(A)"}', 'json');
    const given = { model: { val_Counting_1: '(A)', val_Counting_2: '(A)', val_Jigsaw_1: '(A)' } };
    const preds = file(gzipSync(JSON.stringify(given)), 'json.gz');
    const document = json('blink.exact', { problems: answers, preds, run: 'model' });
    expect(document.value).toBeCloseTo(2 / 3, 12);
    expect(document.totals[0]).toMatchObject({ name: 'macro mean over tasks', value: 0.75 });
    expect(document.groups.task.Counting).toMatchObject({ n: 2, right: 1 });
  });

  test('reads MME’s text files, and leaves acc+ out where a pair is torn', () => {
    const pair = ['1.jpg\tIs it?\tYes\tyes', '1.jpg\tIs it not?\tNo\tno'];
    const whole = file(pair.join('\n'), 'txt');
    const totals = json('mme', { problems: whole }).totals as { name: string; value: number }[];
    expect(totals.find(({ name }) => name.endsWith('acc+'))?.value).toBe(1);
    const torn = run('mme', { problems: file(pair[0]!, 'txt'), json: true });
    expect(JSON.parse(torn.last).totals).toEqual([]);
    expect(torn.err).toContain('The published totals are left out: they need the two questions');
  });

  test('joins by id where only one side knows the category', () => {
    const [one, all] = [
      { question_id: 1, label: 'no' },
      { question_id: 1, category: 'random', answer: 'No' },
    ];
    const column = 'answer';
    expect(json('pope.llava', { problems: jsonl([one]), preds: jsonl([all]), column }).missing).toEqual([]);
    const asked = jsonl([{ ...one, category: 'random' }]);
    const preds = jsonl([{ question_id: 1, answer: 'No' }]);
    expect(json('pope.llava', { problems: asked, preds, column })).toMatchObject({ n: 1, right: 1 });
  });

  test('gives the F1 of every sampling and their mean', () => {
    const rows = ['yes', 'no'].flatMap((label) =>
      ['random', 'popular'].map((category) => ({ category, question_id: label, label, text: 'yes' })),
    );
    const { totals, missing } = json('pope.llava', { problems: jsonl(rows), column: 'text' });
    expect(missing).toEqual([]);
    expect(totals.map(({ name }: { name: string }) => name)).toContain('random F1');
    expect(totals[0].value).toBeCloseTo(2 / 3, 12);
  });

  test('without a scorer lists them', () => {
    const { out } = run(undefined, {});
    const keys = out
      .split('\n')
      .flatMap((line) => (line.startsWith('  ') ? [line.trim().split(' ')[0]!] : []));
    expect(keys).toContain('mathvista@53d5258');
    const names = keys.map((key) => key.split('@')[0]!);
    expect(names).toEqual([...names].sort());
    expect(new Set(keys).size).toBe(keys.length);
    expect(JSON.parse(run(undefined, { json: true }).last).scorers).toEqual(keys);
  });

  test('is told in the README, with every scorer', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const { scorers } = JSON.parse(run(undefined, { json: true }).last);
    const untold = scorers.filter((key: string) => !readme.includes(`\`${key.split('@')[0]}\``));
    expect(untold).toEqual([]);
  });
});

describe('pnpm bench score refuses', () => {
  const preds = jsonl([{ id: 1, response: 'A' }]);
  const empty = file('');
  const broken = file('{"id":1,"response":"A"}\n{"id":2,\n7');
  const twice = jsonl([
    { id: 1, response: 'A' },
    { id: 1, response: 'B' },
  ]);

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['mcq.lms', { problems, preds }, 'There is no scorer "mcq.lms". Did you mean mcq.lmms? There is:'],
    ['mathvista@9', { problems, preds }, 'Did you mean mathvista@53d5258 or mathvista@prerelease-int?'],
    ['xyz', { problems, preds }, 'There is no scorer "xyz". There is:'],
    ['mcq.lmms', { preds }, 'bench score needs --problems FILE'],
    ['mcq.lmms', { problems: 'nowhere.jsonl' }, 'There is no file nowhere.jsonl.'],
    ['mcq.lmms', { problems: mkdtempSync(join(folder, 'f')) }, 'is a folder, and no .txt file is in it.'],
    ['mcq.lmms', { problems, preds, rows: join(folder, 'no/where') }, '--rows cannot write'],
  ])('%s with %o as not understood', (name, flags, message) => {
    const refused = () => run(name, flags);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ name: 'UsageError' }));
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['mcq.lmms', { problems, preds: empty }, `${empty}: there is nothing in it`],
    ['mcq.lmms', { problems, preds: broken }, `${broken}:2: this is not JSON`],
    ['mcq.lmms', { problems, preds: jsonl([7]) }, ':1: this is not an object with columns'],
    ['mcq.lmms', { problems, preds: twice }, `${twice}:2: "1" was answered before, in ${twice}:1`],
    ['mcq.lmms', { problems: twice, preds }, `${twice}:2: the id "1" stands in ${twice}:1 already`],
    ['mcq.lmms', { problems, preds: jsonl([{ id: 7, response: 'A' }]) }, 'they are such as "7"'],
    [
      'mcq.lmms',
      { problems, preds: jsonl([{ id: 1, said: 'A' }]) },
      'this one has id, said. --preds names another file, --column another',
    ],
    ['mcq.lmms', { problems, preds: jsonl([{ id: 1, response: {} }]) }, ':1: response is not a text'],
    ['gsm8k', { problems: preds }, ':1: there is no answer, target, label, gold or ground_truth'],
    ['mcq.lmms', { problems: jsonl([{ answer: 'A', output: 'A' }]) }, ':1: there is no options'],
    ['pope.lmms', { problems: jsonl([{ label: 'maybe', output: 'no' }]) }, '"maybe" is neither yes nor no'],
    ['mcq.lmms', { problems: file('7', 'json') }, 'this is neither a list nor an object'],
    ['mcq.lmms', { problems: file('{', 'json') }, 'this is not JSON'],
    ['mcq.lmms', { problems: file('{}', 'jsonl.gz') }, 'this is not a gzip file'],
    ['mme', { problems: file('a\tb', 'txt') }, ':1: this is not an object with columns'],
  ])('%s with %o as a file that cannot be scored', (name, flags, message) => {
    const refused = () => run(name, flags);
    expect(refused).toThrow(message);
    expect(refused).toThrow(FileError);
  });
});
