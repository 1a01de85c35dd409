import { expect, it } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { hendrycksEqual } from './hendrycks.ts';
import { gradeAnswer } from './mathruler.ts';
import { qwenEqual } from './qwen.ts';
import { qwenStripped } from './qwen-string.ts';

interface Row {
  readonly given: string;
  readonly gold: string;
  readonly hendrycks_is_equiv: boolean;
  readonly mathruler_grade_answer: boolean;
  /** Without sympy's own LaTeX parser. */
  readonly qwen_math_equal: boolean;
}

describeConformance('math_equiv', ({ lines }) => {
  const rows = lines<Row>('cases.jsonl');

  it('compares every pair as MATH does', () => {
    const wrong = rows.filter(
      ({ given, gold, hendrycks_is_equiv }) => hendrycksEqual(given, gold) !== hendrycks_is_equiv,
    );
    console.log(`math.hendrycks: ${rows.length - wrong.length}/${rows.length} pairs`);
    expect(wrong).toEqual([]);
  });

  it('grades every pair as MathRuler does', () => {
    const wrong = rows.filter(
      ({ given, gold, mathruler_grade_answer }) => gradeAnswer(given, gold) !== mathruler_grade_answer,
    );
    console.log(`math.mathruler: ${rows.length - wrong.length}/${rows.length} pairs`);
    expect(wrong).toEqual([]);
  });

  it('compares every pair as Qwen does', () => {
    const wrong = rows.filter(
      ({ given, gold, qwen_math_equal }) =>
        qwenEqual(qwenStripped(given), qwenStripped(gold)) !== qwen_math_equal,
    );
    console.log(`math.qwen: ${rows.length - wrong.length}/${rows.length} pairs`);
    expect(wrong).toEqual([]);
  });
});
