/** Questions of one's own, in a folder. */
import { find, optionalText, options, type Row, text } from '../scorers/catalogue/row.ts';
import { asPiece, lettered, placeId, targetOf, withoutPictures } from './rows.ts';
import type { Task } from './task.ts';

/**
 * Reads every `questions.jsonl`, and every file that is called `…_questions.jsonl`, in the folder and in the folders in it.
 * A row has a `question`, an `answer` or `answers`, and may have `options`, and `image` or `images`, paths from where the
 * file is. `scorer` says how a row is marked; without it that shows in its form.
 */
export const folderTask: Task = {
  name: 'folder',
  version: 1,
  line: 'questions of your own: JSONL with question, answer or answers, options, image',
  data: {
    type: 'folder',
    rows: ['questions.jsonl', '*_questions.jsonl', '*/questions.jsonl', '*/*_questions.jsonl'],
  },
  promptSource: 'ours',
  scorer: 'proxythinker@f0de02a',
  marks: 'answers',
  generation: { maxTokens: 256, temperature: 0 },
  // A picture with notes on it and no question yet has null there.
  keep: { columns: ['question'], test: ({ question }) => question !== null },
  ask(row, at) {
    const images = find(row, ['images', 'image']) ?? [];
    const beside = at.file.includes('/') ? at.file.replace(/[^/]*$/, '') : '';
    const pictures = (Array.isArray(images) ? images : [images]).map((path) => `${beside}${path}`);
    const scorer = optionalText(row, ['scorer']) ?? scorerFor(row);
    return {
      id: `${beside}${optionalText(row, ['id']) ?? placeId(at)}`,
      content: [...pictures.map(asPiece), wordsOf(row)],
      problem: withoutPictures(row),
      target: targetOf(row),
      ...(scorer !== undefined && { scorer }),
      groups: { set: beside.replace(/\/$/, '') || optionalText(row, ['source']) },
    };
  },
};

/** Tokens that name the picture, as MATH-Vision has them, say nothing where there is one. */
function wordsOf(row: Row): string {
  const words = text(row, ['question'])
    .replace(/\s*<image\s*_?\d*>/g, '')
    .trim();
  const list = options(row);
  return list.length === 0
    ? words
    : `${words}\n${lettered(list)}\nAnswer with the option's letter from the given choices.`;
}

/** MATH-Vision's rule knows options and numbers, OCRBench's several answers, BlindTest's yes and no, counts and letters. */
function scorerFor(row: Row): string | undefined {
  if (find(row, ['options', 'choices']) !== undefined) return 'mathv.official@a1f5cc3';
  if (find(row, ['answers']) !== undefined) return 'ocrbench.official@794c36d';
  return /^(?:yes|no|\d+|\d+,\d+|[a-z])$/i.test(optionalText(row, ['answer']) ?? '')
    ? 'blindtest@1'
    : undefined;
}
