import { expect, it } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { vqaSoft } from './vqa-soft.ts';

interface Row {
  /** Null where only the reading is tested; then so is the accuracy. */
  readonly answers: readonly string[] | null;
  readonly prediction: string;
  readonly processed: string;
  readonly accuracy: number | null;
}

describeConformance('textvqa', ({ lines }) => {
  it('reads and marks every case as lmms-eval does', () => {
    const rows = lines<Row>('vqa_soft_cases.jsonl');
    const wrong = rows.filter((row) => {
      const { read, value } = vqaSoft.mark(row.prediction, { answers: row.answers ?? [''] });
      return read !== row.processed || (row.accuracy !== null && Math.abs(value - row.accuracy) > 1e-9);
    });
    console.log(`vqa.soft: ${rows.length - wrong.length}/${rows.length} cases`);
    expect(wrong).toEqual([]);
  });
});
