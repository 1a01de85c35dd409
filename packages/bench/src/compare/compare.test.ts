import { expect, test } from 'vitest';
import type { RunRecord, SampleRecord } from '../record.ts';
import { plan, runRecord } from '../testing/fixture.ts';
import { UsageError } from '../usage-error.ts';
import { compare } from './compare.ts';
import { compareTables, verdicts } from './compare-tables.ts';
import type { Side } from './side.ts';

/** A sample that was right or wrong; everything else is as it comes. */
function sample(
  arm: string,
  index: number,
  value: number,
  changes: Partial<SampleRecord> = {},
): SampleRecord {
  const question = `math-test-0-${index}`;
  const read = value === 1 ? '7' : undefined;
  return {
    ...{
      key: `${arm}/math@1/${question}#0`,
      arm,
      parameters: {},
      suite: 'math',
      question,
      epoch: 0,
      kind: 'sum',
    },
    ...{
      prompt: `How much is ${index}?`,
      target: '7',
      image: undefined,
      state: 'done',
      answer: read ?? 'hm',
    },
    ...{ value, read },
    ...changes,
  } as unknown as SampleRecord;
}

function side(label: string, arm: string, marks: readonly number[], run: Partial<RunRecord> = {}): Side {
  const choice = { name: arm as 'large-base', parameters: {} };
  return {
    label,
    run: runRecord({ id: label, plan: { ...plan, arms: [choice] }, ...run }),
    samples: marks.map((value, index) => sample(arm, index, value)),
    arm: choice,
  };
}

test('a run against itself has no flips, no difference, and nothing that differs', () => {
  const own = side('a', 'large-base', [1, 0, 1, 1, 0]);
  const { rows, flips, provenance } = compare(own, { ...own, run: { ...own.run, id: 'b' } });
  expect(rows).toMatchObject([
    { n: 5, gained: 0, lost: 0, difference: { value: 0, measurable: false, p: 1 } },
  ]);
  expect(flips).toEqual([]);
  expect(provenance).toEqual([]);
});

test('turned round, what was gained is lost', () => {
  const [a, b] = [side('a', 'large-base', [1, 1, 0, 0, 0]), side('b', 'large-expert', [1, 0, 1, 1, 0])];
  const [there, back] = [compare(a, b), compare(b, a)];
  expect(there.flips.map(({ question, change }) => [question.at(-1), change])).toEqual([
    ['1', 'lost'],
    ['2', 'gained'],
    ['3', 'gained'],
  ]);
  expect(back.flips.map(({ change }) => change)).toEqual(['gained', 'lost', 'lost']);
  expect(there.rows[0]!.difference.value).toBeCloseTo(-back.rows[0]!.difference.value, 12);
  expect(there.rows[0]!.difference.p).toBe(back.rows[0]!.difference.p);
  expect(there.flips[1]).toMatchObject({
    prompt: 'How much is 2?',
    target: '7',
    first: { answer: 'hm' },
    second: { read: '7' },
  });
});

test('with few questions the words are "no measurable difference", with the range', () => {
  const comparison = compare(side('a', 'large-base', [1, 0, 0]), side('b', 'large-expert', [1, 1, 0]));
  expect(verdicts(comparison)[0]).toMatch(
    /^large-base → large-expert: no measurable difference \(−\d+\.\d to \+\d+\.\d\) points; of 3 questions 1 gained, 0 lost\.$/,
  );
});

test('several epochs of a question are one pair: their mean', () => {
  const first = side('a', 'large-base', [1]);
  const second = side('b', 'large-base', [1]);
  const again = sample('large-base', 0, 0, { epoch: 1 });
  const { rows } = compare(first, { ...second, samples: [...second.samples, again] });
  expect(rows[0]).toMatchObject({ n: 1, second: 0.5, difference: { value: -0.5 } });
});

test('questions that are not the same, or have one answer only, are in no number', () => {
  const first = side('a', 'large-base', [1, 1, 1]);
  const samples = [sample('large-base', 0, 0), sample('large-base', 1, 0, { prompt: 'Another one?' })];
  const comparison = compare(first, { ...side('b', 'large-base', []), samples });
  expect(comparison.rows).toMatchObject([{ n: 1, lost: 1 }]);
  expect(comparison.left).toEqual({ first: 1, second: 0, changed: 1 });
});

test('tells what differs besides: code, versions, machine, plan', () => {
  const { provenance } = runRecord();
  const other = {
    ...provenance,
    versions: { node: '99' },
    hardware: { ...provenance.hardware, cpu: 'slide rule' },
  };
  const comparison = compare(
    side('a', 'large-base', [1]),
    side('b', 'large-base', [1], {
      provenance: other,
      plan: { ...plan, arms: [{ name: 'large-base', parameters: {} }], seed: 3 },
    }),
  );
  expect(comparison.provenance).toEqual([
    { what: 'plan.seed', first: '0', second: '3' },
    { what: 'hardware.cpu', first: 'abacus', second: 'slide rule' },
    { what: 'versions.node', first: undefined, second: '99' },
  ]);
  expect(compareTables(comparison, 20).map(({ title }) => title)).toEqual([
    'A = a, B = b',
    'What else differs',
  ]);
});

test('without a question in common it says so', () => {
  const none = side('b', 'large-base', []);
  expect(verdicts(compare(side('a', 'large-base', [1]), none))).toEqual([
    'No question has an answer on both sides: there is nothing to compare.',
  ]);
});

test('one run without its arms is refused, and so are runs with no arm in common', () => {
  const own = { ...side('a', 'large-base', [1]), arm: undefined };
  expect(() => compare(own, own)).toThrow(UsageError);
  const other = { ...side('b', 'small-base', [1]), arm: undefined };
  expect(() => compare(own, other)).toThrow('The runs have no arm in common. a: large-base. b: small-base.');
});
