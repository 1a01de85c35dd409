/**
 * What EvalAI's VQA server makes of an answer before it compares: lower case, less punctuation, number words as digits,
 * no articles. lmms-eval `tasks/_task_utils/vqa_eval_metric.py: EvalAIAnswerProcessor`, after MMF.
 *
 * Quirks: `none` is 0; `'s` becomes a word of its own; a punctuation mark turns into a blank, or disappears everywhere if
 * a blank stands beside it anywhere. The flag of a `re.sub` sits where its count belongs, so that only the first 32
 * full stops are looked at; and these go unless a digit *follows*, for the look-behind is misspelt.
 */
import { pattern } from '../python/pattern.ts';
import { strip, words } from '../python/text.ts';
import { contractions } from './contractions.ts';

const punctuation = [...';/[]"{}()=+\\_-><@`,?!'];
const fullStop = pattern(String.raw`\.(?!\d)`, 'g');
const mostFullStops = 32;

const numberWords: ReadonlyMap<string, string> = new Map(
  ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
    .map((word, value) => [word, `${value}`] as const)
    .concat([['none', '0']]),
);
const articles: ReadonlySet<string> = new Set(['a', 'an', 'the']);

export function evalAiAnswer(answer: string): string {
  const lowered = strip(answer.toLowerCase().replace(/[,?]/g, '').replaceAll("'s", " 's"));
  const oneLine = strip(lowered.replace(/[\n\t]/g, ' '));
  return words(withoutPunctuation(oneLine))
    .map((word) => numberWords.get(word) ?? word)
    .filter((word) => !articles.has(word))
    .map((word) => contractions.get(word) ?? word)
    .join(' ');
}

function withoutPunctuation(text: string): string {
  let result = text;
  for (const mark of punctuation) {
    const besideBlank = text.includes(`${mark} `) || text.includes(` ${mark}`);
    result = result.replaceAll(mark, besideBlank ? '' : ' ');
  }
  let seen = 0;
  return result.replace(fullStop, (stop) => (seen++ < mostFullStops ? '' : stop));
}
