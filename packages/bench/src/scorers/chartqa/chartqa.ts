/**
 * ChartQA's relaxed accuracy (Masry et al., 2022, section 5.1) as Qwen-VL wrote it down and lmms-eval
 * (`tasks/chartqa/utils.py`) and VLMEvalKit (`vqa_eval.py`) share it: two numbers agree within 5 % of the target,
 * anything else must be equal but for case.
 *
 * Quirks: a number that ends in `%` is divided by 100, so `47%` is wrong for `47`, and right for `0.47`; neither thousands
 * commas nor `$` are understood; 1950 is right for the year 2018; a target of 0 is compared as text, so `0.0` is wrong.
 */
import { parseFloatLiteral } from '../python/float.ts';
import { stripEnd } from '../python/text.ts';
import type { Scorer } from '../scorer.ts';

export interface ChartQaProblem {
  readonly answer: string;
}

const tolerance = 0.05;

export const chartQaRelaxed: Scorer<ChartQaProblem> = {
  name: 'chartqa.relaxed',
  version: '1',
  mark(response, { answer }) {
    const given = numberOf(response);
    const target = numberOf(answer);
    if (given === undefined || target === undefined || target === 0) {
      const equal = response.toLowerCase() === answer.toLowerCase();
      return { value: equal ? 1 : 0, read: response, rule: 'text' };
    }
    const change = Math.abs(given - target) / Math.abs(target);
    return { value: change <= tolerance ? 1 : 0, read: response, rule: 'number' };
  },
};

function numberOf(text: string): number | undefined {
  if (!text.endsWith('%')) return parseFloatLiteral(text);
  const share = parseFloatLiteral(stripEnd(text, '%'));
  return share === undefined ? undefined : share / 100;
}

export type ChartQaSplit = 'human' | 'augmented';

export interface ChartQaScore {
  readonly human: number;
  readonly augmented: number;
  /** Over all questions; lmms-eval's headline. */
  readonly overall: number;
  /** The headline of ChartQA's paper. Equal to `overall` only if both splits are as large. */
  readonly meanOfSplits: number;
}

export function chartQaScore(
  marked: readonly { readonly split: ChartQaSplit; readonly value: number }[],
): ChartQaScore {
  const of = (split: ChartQaSplit) => mean(marked.filter((one) => one.split === split));
  const [human, augmented] = [of('human'), of('augmented')];
  return { human, augmented, overall: mean(marked), meanOfSplits: (human + augmented) / 2 };
}

function mean(marked: readonly { readonly value: number }[]): number {
  return marked.reduce((sum, { value }) => sum + value, 0) / marked.length;
}
