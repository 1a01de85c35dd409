import { expect, test } from 'vitest';
import { parseStringList } from '../python/string-list.ts';
import type { Mark, Scorer } from '../scorer.ts';
import { accuracy, tally } from '../tally.ts';
import { describeConformance } from '../testing/conformance.ts';
import { mmmuDomain } from './domains.ts';
import { type MmmuProblem, mmmu } from './mmmu.ts';
import { mmmuPro } from './mmmu-pro.ts';
import { officialRandom } from './official-random.ts';

interface ProProblem {
  readonly config: string;
  readonly id: string;
  readonly options: string;
  readonly answer: string;
  readonly subject: string;
}

interface ProRow {
  readonly config: string;
  readonly id: string;
  readonly response: string;
  readonly pred_indexs: string;
  readonly if_right: boolean;
}

type Counts = readonly [correct: number, total: number];
type ProExpected = Readonly<Record<string, { correct: number; by_subject: Record<string, Counts> }>>;

describeConformance('mmmu_pro', (data) => {
  const problems = new Map(
    data.lines<ProProblem>('problems.jsonl').map((row) => [`${row.config} ${row.id}`, row]),
  );
  const expected = data.json<ProExpected>('expected.json');

  test.each([
    ['gpt-4o_standard_10_options_cot', 0, 0],
    ['gpt-4o_vision_direct', 48, 9],
  ])('%s: every row but the %i random ones', (file, unread, luckyGuesses) => {
    const rows = data.lines<ProRow>(`${file}.jsonl`).map((row) => {
      const problem = problems.get(`${row.config} ${row.id}`)!;
      const options = parseStringList(problem.options);
      return { ...row, problem, mark: mmmuPro.mark(row.response, { options, answer: problem.answer }) };
    });
    const read = rows.filter(({ mark }) => mark.read !== undefined);
    const different = read.filter(
      (row) => row.mark.read !== row.pred_indexs || (row.mark.value === 1) !== row.if_right,
    );
    const correct = rows.filter(({ mark }) => mark.value === 1).length;
    const published = expected[file]!;
    console.info(
      `${file}: ${read.length - different.length} of ${read.length} rows agree, ${rows.length - read.length} unread; ` +
        `${correct} + ${luckyGuesses} guessed correct, published ${published.correct}`,
    );
    expect(different.map(({ id }) => id)).toEqual([]);
    expect(rows.length - read.length).toBe(unread);
    expect(correct + luckyGuesses).toBe(published.correct);
    const bySubject = tally(
      rows,
      ({ problem }) => [problem.subject],
      (row) => (row.mark.read === undefined ? row.if_right : row.mark.value === 1),
    );
    expect(Object.fromEntries([...bySubject].map(([key, t]) => [key, [t.correct, t.total]]))).toEqual(
      published.by_subject,
    );
    expect([...bySubject.keys()].filter((subject) => mmmuDomain(subject) === undefined)).toEqual([]);
  });
});

interface ValRow {
  readonly id: string;
  readonly question_type: string;
  readonly answer: string | readonly string[];
  readonly index2ans: Readonly<Record<string, string>> | null;
  readonly response: string;
  readonly parsed_total_val_output: string;
}

describeConformance('mmmu_val', (data) => {
  const rows = data.lines<ValRow>('llava1.5_13b.jsonl');
  const problemOf = ({ answer, index2ans }: ValRow): MmmuProblem => ({
    answer,
    options: Object.values(index2ans ?? {}),
  });
  const correctBy = (scorer: Scorer<MmmuProblem>) =>
    rows.map((row) => scorer.mark(row.response, problemOf(row))).filter((mark) => mark.value === 1).length;

  test('every stored reading comes out, but for the two that were guessed', () => {
    const unread: string[] = [];
    const different = rows.filter((row) => {
      const { read } = mmmu.mark(row.response, problemOf(row));
      if (read === undefined) unread.push(row.id);
      const stored = row.parsed_total_val_output;
      return read !== undefined && read !== stored && !read.split(' | ').includes(stored);
    });
    console.info(
      `mmmu_val: ${rows.length - unread.length - different.length} of ${rows.length} readings agree`,
    );
    expect(different.map(({ id }) => id)).toEqual([]);
    expect(unread).toEqual(['validation_Design_4', 'validation_Psychology_4']);
  });

  test('the published totals come out, from stored readings and with guesses from seed 42', () => {
    const evalOnly = tally(
      rows,
      () => ['all'],
      (row) => storedMark(row, problemOf(row)).value === 1,
    ).get('all')!;
    const guessed = correctBy(officialRandom(mmmu, 42));
    console.info(
      `mmmu_val: stored readings ${accuracy(evalOnly).toFixed(3)} (published .367), guessing ${guessed} (330), ` +
        `not guessing ${correctBy(mmmu)}`,
    );
    expect(accuracy(evalOnly).toFixed(3)).toBe('0.367');
    expect(guessed).toBe(330);
  });
});

function storedMark(row: ValRow, problem: MmmuProblem): Mark {
  return problem.options.length === 0
    ? mmmu.mark(row.parsed_total_val_output, problem)
    : { value: row.parsed_total_val_output === row.answer ? 1 : 0, read: undefined, rule: 'stored' };
}
