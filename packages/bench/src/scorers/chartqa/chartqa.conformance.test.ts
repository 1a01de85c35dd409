import { expect, it } from 'vitest';
import { mcnemar } from '../../stats.ts';
import { describeConformance } from '../testing/conformance.ts';
import { type ChartQaSplit, chartQaRelaxed, chartQaScore } from './chartqa.ts';

interface Case {
  readonly target: string;
  readonly prediction: string;
  readonly lmms_eval: boolean;
}

const models = ['baseline', 'finetuned', 'merged16', 'awq'] as const;
type Item = { readonly split: ChartQaSplit } & Readonly<Record<(typeof models)[number], boolean>>;

interface Paired {
  readonly acc_a: number;
  readonly acc_b: number;
  readonly mcnemar_exact_p: number;
}

type PublishedRow = Readonly<Record<string, number | string>>;

interface Expected {
  readonly baseline_vs_finetuned: Paired;
  readonly merged16_vs_awq: Paired;
  readonly published: readonly PublishedRow[];
}

describeConformance('chartqa', ({ json, lines }) => {
  it('marks every case as lmms-eval and VLMEvalKit do', () => {
    const rows = lines<Case>('relaxed_cases.jsonl');
    const wrong = rows.filter(
      ({ target, prediction, lmms_eval }) =>
        (chartQaRelaxed.mark(prediction, { answer: target }).value === 1) !== lmms_eval,
    );
    console.log(`chartqa.relaxed: ${rows.length - wrong.length}/${rows.length} cases`);
    expect(wrong).toEqual([]);
  });

  it('adds the marks of four models up to their published accuracies', () => {
    const items = lines<Item>('paired_per_item.jsonl');
    const expected = json<Expected>('paired_expected.json');
    const scoreOf = (model: (typeof models)[number]) =>
      chartQaScore(items.map((item) => ({ split: item.split, value: item[model] ? 1 : 0 })));
    const [baseline, finetuned, merged16, awq] = models.map(scoreOf);
    const published = (split: string) => expected.published.find((row) => row['test split'] === split);
    console.log(
      `overall ${[baseline, finetuned, merged16, awq].map((score) => score!.overall)}, published .8468 .8524 .8624 .8552`,
    );
    expect(baseline!.overall).toBe(expected.baseline_vs_finetuned.acc_a);
    expect(finetuned!.overall).toBe(expected.baseline_vs_finetuned.acc_b);
    expect(merged16!.overall).toBe(expected.merged16_vs_awq.acc_a);
    expect(awq!.overall).toBe(expected.merged16_vs_awq.acc_b);
    expect(baseline!.human).toBe(published('human')?.['baseline (before)']);
    expect(finetuned!.augmented).toBe(published('augmented')?.['fine-tuned (after)']);
  });

  it('finds the published p-values of the two comparisons', () => {
    const items = lines<Item>('paired_per_item.jsonl');
    const expected = json<Expected>('paired_expected.json');
    const onlyIn = (one: (typeof models)[number], other: (typeof models)[number]) =>
      items.filter((item) => item[one] && !item[other]).length;
    const p = (one: (typeof models)[number], other: (typeof models)[number]) =>
      mcnemar(onlyIn(one, other), onlyIn(other, one));
    expect(p('baseline', 'finetuned')).toBeCloseTo(expected.baseline_vs_finetuned.mcnemar_exact_p, 10);
    expect(p('merged16', 'awq')).toBeCloseTo(expected.merged16_vs_awq.mcnemar_exact_p, 10);
  });
});
