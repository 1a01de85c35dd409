import { type Tally, tally } from '../tally.ts';

/** What MathVista's tables are broken down by, each by its own; a question has several skills. */
export interface MathVistaGroups {
  readonly questionType: string;
  readonly answerType: string;
  readonly language: string;
  readonly source: string;
  readonly category: string;
  readonly task: string;
  readonly context: string;
  readonly grade: string;
  readonly skills: readonly string[];
}

export interface MathVistaResult {
  readonly groups: MathVistaGroups;
  readonly isCorrect: boolean;
}

/** The sub-scores of evaluation/calculate_score.py. */
export function mathVistaScores(
  results: readonly MathVistaResult[],
): Readonly<Record<keyof MathVistaGroups, ReadonlyMap<string, Tally>>> {
  const by = (kind: keyof MathVistaGroups) =>
    tally(
      results,
      ({ groups }) => [groups[kind]].flat(),
      ({ isCorrect }) => isCorrect,
    );
  return {
    questionType: by('questionType'),
    answerType: by('answerType'),
    language: by('language'),
    source: by('source'),
    category: by('category'),
    task: by('task'),
    context: by('context'),
    grade: by('grade'),
    skills: by('skills'),
  };
}
