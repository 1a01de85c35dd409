import { expect, test } from 'vitest';
import { type ConformanceData, describeConformance } from '../scorers/testing/conformance.ts';
import { score } from './score-command.ts';
import type { Accuracy, Total } from './totals.ts';

interface Document extends Accuracy {
  readonly totals: readonly Total[];
  readonly groups: Readonly<Record<string, Readonly<Record<string, Accuracy>>>>;
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
  readonly rows: readonly { readonly id: string; readonly value: number }[];
}

function scored(
  scorer: string,
  { path }: ConformanceData,
  problems: string,
  preds = problems,
  more: Readonly<Record<string, string>> = {},
): Document {
  let last = '';
  const flags = { problems: path(problems), preds: path(preds), json: true, ...more };
  score(scorer, flags, {
    out: (text) => {
      last = text;
    },
    err: () => {},
    emphasise: (text) => text,
  });
  return JSON.parse(last);
}

function total({ totals }: Document, name: string): number {
  return totals.find((one) => one.name === name)!.value;
}

function say(what: string, ours: number, published: number | string): void {
  console.info(`score ${what}: ${ours}, published ${published}`);
}

describeConformance('mathvista', (data) => {
  const expected =
    data.json<Record<string, { published: { correct: number }; strict_int_rule: number }>>('expected.json');
  test.each(Object.keys(expected))('%s', (model) => {
    // Scored with the later rule already.
    const scorer = model === 'gpt4' ? 'mathvista' : 'mathvista@prerelease-int';
    const document = scored(scorer, data, 'problems.jsonl', `preds/${model}.jsonl`);
    say(`mathvista ${model}`, document.right, expected[model]!.published.correct);
    expect(document.right).toBe(expected[model]!.published.correct);
    const published = data.json<Record<string, Record<string, { correct: number; total: number }>>>(
      `scores/${model}.json`,
    );
    const skills = Object.entries(published.skills!);
    const ours = document.groups.skills!;
    expect(skills.filter(([skill, one]) => ours[skill]?.right !== one.correct)).toEqual([]);
    expect(skills.filter(([skill, one]) => ours[skill]?.n !== one.total)).toEqual([]);
  });
});

describeConformance('mmmu_pro', (data) => {
  // The second has 48 unread answers, of which 9 were guessed right.
  test.each([
    ['gpt-4o_standard_10_options_cot', 0],
    ['gpt-4o_vision_direct', 9],
  ])('%s', (model, guessed) => {
    const published = data.json<Record<string, { correct: number }>>('expected.json')[model]!.correct;
    const document = scored('mmmu-pro', data, 'problems.jsonl', `${model}.jsonl`);
    say(`mmmu_pro ${model}, with ${guessed} guesses`, document.right + guessed, published);
    expect(document.right + guessed).toBe(published);
    expect([document.n, document.missing.length]).toEqual([1730, 1730]);
  });
});

describeConformance('mmmu_val', (data) => {
  test('LLaVA-1.5-13B with guesses from seed 42', () => {
    const document = scored('mmmu.official-random', data, 'llava1.5_13b.jsonl');
    say('mmmu_val', document.right, 330);
    expect(document.right).toBe(330);
  });
});

describeConformance('blink', (data) => {
  type Expected = Readonly<Record<string, { macro: number }>>;
  const expected = data.json<Expected>('expected.json');
  test.each(['GPT4o', 'llava-v1.6-34b', 'MiniGPT-4-v2', 'QwenVLMax'])('%s', (run) => {
    const document = scored('blink.exact', data, 'val_answers.json', 'val_predictions.json', { run });
    const macro = total(document, 'macro mean over tasks');
    say(`blink ${run}`, macro, expected[run]!.macro);
    expect(macro).toBeCloseTo(expected[run]!.macro, 12);
  });
});

describeConformance('pope', (data) => {
  test('LLaVA-1.5-13B', () => {
    type Expected = Record<string, Record<string, { f1: number; yes_ratio: number }>>;
    const expected = data.json<Expected>('expected.json')['llava-v1.5-13b']!;
    const document = scored('pope.llava', data, 'llava-v1.5-13b.jsonl');
    for (const category of ['adversarial', 'popular', 'random']) {
      const { f1, yes_ratio } = expected[category]!;
      say(`pope ${category} F1`, total(document, `${category} F1`), f1);
      expect(total(document, `${category} F1`)).toBeCloseTo(f1, 12);
      expect(total(document, `${category} yes ratio`)).toBeCloseTo(yes_ratio, 12);
    }
  });
});

describeConformance('mme', (data) => {
  test('LaVIN', () => {
    const { LaVIN } = data.json<{ LaVIN: { perception: number; cognition: number } }>('expected.json');
    const document = scored('mme', data, 'lavin');
    for (const name of ['perception', 'cognition'] as const) {
      say(`mme ${name}`, total(document, name), LaVIN[name]);
      expect(total(document, name)).toBeCloseTo(LaVIN[name], 9);
    }
  });
});

describeConformance('docvqa', (data) => {
  type Expected = Record<string, { anls_lmms_eval: number; anls_paper_strict: number }>;
  test.each(Object.entries(data.json<Expected>('expected.json')))('%s', (model, published) => {
    const [lmms, paper] = ['anls.lmms', 'anls.paper'].map(
      (scorer) => scored(scorer, data, `${model}.jsonl`).value,
    );
    say(`docvqa ${model}`, lmms!, published.anls_lmms_eval);
    expect(lmms).toBeCloseTo(published.anls_lmms_eval, 10);
    expect(paper).toBeCloseTo(published.anls_paper_strict, 10);
  });
});

describeConformance('ocrbench', (data) => {
  test('the simulated answers, by both rules', () => {
    const rows = data.lines<{ official: number; lmms_eval?: number }>('containment_cases.jsonl');
    const official = rows.reduce((sum, row) => sum + row.official, 0);
    const lmms = rows.reduce((sum, row) => sum + (row.lmms_eval ?? row.official), 0);
    const ours = ['ocrbench.official', 'ocrbench.lmms'].map((scorer) =>
      total(scored(scorer, data, 'containment_cases.jsonl'), 'final'),
    );
    say('ocrbench', ours[0]!, official);
    expect(ours).toEqual([official, lmms]);
  });
});

describeConformance('gsm8k', (data) => {
  type Expected = Record<string, { published_correct: number }>;
  const expected = data.json<Expected>('expected.json');
  test.each(['6b_finetuning', '175b_verification'])('%s', (run) => {
    const { right, missing } = scored('gsm8k.a', data, 'test.jsonl', 'model_solutions.jsonl', { run });
    say(`gsm8k ${run}`, right, expected[run]!.published_correct);
    expect(right).toBe(expected[run]!.published_correct);
    expect(missing).toEqual([]);
  });
});

describeConformance('math_equiv', (data) => {
  test.each([
    ['hendrycks', 'hendrycks_is_equiv'],
    ['mathruler', 'mathruler_grade_answer'],
    ['qwen', 'qwen_math_equal'],
  ])('%s', (name, column) => {
    const rows = data.lines<Record<string, unknown>>('cases.jsonl');
    const ours = scored(`math.${name}.bare`, data, 'cases.jsonl').rows;
    const different = rows.filter((row, at) => (row[column] === true) !== (ours[at]!.value === 1));
    say(`math_equiv ${name}, rows that agree`, rows.length - different.length, rows.length);
    expect(different).toEqual([]);
  });
});

describeConformance('mathv', (data) => {
  type Expected = Record<string, { rerun: number }>;
  test.each(Object.entries(data.json<Expected>('expected.json')))('%s', (run, { rerun }) => {
    const { right, groups } = scored('mathv.official', data, 'problems.jsonl', `preds/${run}.jsonl`);
    say(`mathv ${run}`, right, rerun);
    expect(right).toBe(rerun);
    const published = data.json<Record<string, string>>(`results/${run}_result.json`);
    const level = groups.level!['level 1']!;
    expect(published['-level1']).toContain(`${level.right}/${level.n}=`);
  });
});

describeConformance('emma_mini', (data) => {
  interface Expected {
    readonly extracted: boolean;
    readonly n: number;
    readonly rerun_reference_correct: number;
  }
  const runs = Object.entries(data.json<Record<string, Expected>>('expected.json'));
  test.each(runs.filter(([, { extracted }]) => extracted))('%s', (run, expected) => {
    const document = scored('emma.fast', data, 'problems.jsonl', `preds/${run}.jsonl`);
    say(`emma_mini ${run}`, document.right, expected.rerun_reference_correct);
    expect(document.right).toBe(expected.rerun_reference_correct);
    expect(document.n + document.unknown.length).toBe(expected.n);
  });
});

describeConformance('mmvet', (data) => {
  test('LLaVA-1.5-7B', () => {
    const expected = data.json<Record<string, { total: number }>>('expected.json')['llava-v1.5-7b']!;
    const document = scored('mmvet.grade', data, 'llava-v1.5-7b.jsonl');
    say('mmvet', total(document, 'total'), expected.total);
    expect(total(document, 'total')).toBeCloseTo(expected.total, 4);
  });
});
