import { expect, it } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { anlsLmms, anlsPaper } from './anls.ts';

interface Row {
  readonly questionId: number;
  readonly answers: readonly string[];
  readonly prediction: string | null;
  readonly anls_lmms: number;
  /** Only where it differs. */
  readonly anls_paper?: number;
}

type Expected = Readonly<
  Record<string, { readonly anls_lmms_eval: number; readonly anls_paper_strict: number }>
>;

describeConformance('docvqa', ({ json, lines }) => {
  const expected = json<Expected>('expected.json');
  it.each(Object.entries(expected))('marks every row of %s as published', (model, published) => {
    const rows = lines<Row>(`${model}.jsonl`);
    const marked = rows.map((row) => ({
      row,
      lmms: anlsLmms.mark(row.prediction ?? '', row).value,
      paper: anlsPaper.mark(row.prediction ?? '', row).value,
    }));
    const wrong = marked.filter(
      ({ row, lmms, paper }) =>
        Math.abs(lmms - row.anls_lmms) > 1e-6 || Math.abs(paper - (row.anls_paper ?? row.anls_lmms)) > 1e-6,
    );
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const lmmsMean = mean(marked.map(({ lmms }) => lmms));
    const paperMean = mean(marked.map(({ paper }) => paper));
    console.log(
      `${model}: ${rows.length - wrong.length}/${rows.length} rows; anls.lmms ${lmmsMean} (${published.anls_lmms_eval}), anls.paper ${paperMean} (${published.anls_paper_strict})`,
    );
    expect(wrong).toEqual([]);
    expect(lmmsMean).toBeCloseTo(published.anls_lmms_eval, 10);
    expect(paperMean).toBeCloseTo(published.anls_paper_strict, 10);
  });
});
