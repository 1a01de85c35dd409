/** MM-Vet's marks out of the replies of its judge model, which somebody asked before; mmvet.ts has the source and the totals. */
import type { Scorer } from '../scorer.ts';
import { readMmVetGrade } from './mmvet.ts';

export const mmVetGrade: Scorer<unknown> = {
  name: 'mmvet.grade',
  version: '7d717c2',
  mark(reply) {
    const grade = readMmVetGrade(reply);
    if (grade === undefined) return { value: 0, read: undefined, rule: 'none' };
    return { value: grade, read: String(grade), rule: 'grade' };
  },
};
