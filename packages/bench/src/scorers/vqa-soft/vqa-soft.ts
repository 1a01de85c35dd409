/**
 * VQA accuracy, as TextVQA uses it (Antol et al., 2015; lmms-eval `tasks/textvqa/utils.py`): each of ten people is left out
 * in turn, the answer earns min(1, matches among the other nine / 3), and the mark is the mean. So three equal answers
 * earn 0.9 and one earns 0.3.
 */
import type { Scorer } from '../scorer.ts';
import { evalAiAnswer } from './evalai-answer.ts';

export interface VqaProblem {
  /** What people answered, usually ten of them; equal answers stand as often as they were given. */
  readonly answers: readonly string[];
}

const enough = 3;

export const vqaSoft: Scorer<VqaProblem> = {
  name: 'vqa.soft',
  version: '1',
  mark(response, { answers }) {
    const read = evalAiAnswer(response);
    const matches = answers.map((answer) => evalAiAnswer(answer) === read);
    const all = matches.filter(Boolean).length;
    const earned = matches.reduce((sum, match) => sum + Math.min(enough, match ? all - 1 : all), 0);
    return { value: earned / (enough * answers.length), read, rule: 'whole answer' };
  },
};
