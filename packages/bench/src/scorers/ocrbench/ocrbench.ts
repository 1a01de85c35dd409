/**
 * OCRBench, Yuliang-Liu/MultimodalOCR @794c36d, `OCRBench/example.py`: right if any accepted answer occurs *somewhere* in
 * the response, so long responses win. Letter case and line breaks do not count, except for the handwritten formulae of
 * HME100k, where blanks and line breaks do not count and case does. An empty answer occurs in everything.
 *
 * `ocrbench.lmms` is lmms-eval's `tasks/ocrbench/utils.py`, which also folds full-width ASCII (not for HME100k). Both choose
 * the rule by data set, not by type.
 */
import { strip } from '../python/text.ts';
import type { Mark, Scorer } from '../scorer.ts';

export interface OcrBenchProblem {
  /** The data set the picture is from, such as `IIIT5K`. */
  readonly dataset: string;
  readonly answers: readonly string[];
}

type Normalise = (text: string) => string;

export const ocrBenchOfficial: Scorer<OcrBenchProblem> = {
  name: 'ocrbench.official',
  version: '794c36d',
  mark: (response, problem) => containment(response, problem, lowered),
};

export const ocrBenchLmms: Scorer<OcrBenchProblem> = {
  name: 'ocrbench.lmms',
  version: '1',
  mark: (response, problem) => containment(response, problem, (text) => lowered(foldFullWidth(text))),
};

function containment(response: string, { dataset, answers }: OcrBenchProblem, plain: Normalise): Mark {
  const formula = dataset === 'HME100k';
  const normalise = formula ? withoutBlanks : plain;
  const read = normalise(response);
  const found = answers.some((answer) => read.includes(normalise(answer)));
  return { value: found ? 1 : 0, read, rule: formula ? 'formula contained' : 'contained' };
}

function lowered(text: string): string {
  return strip(text.toLowerCase()).replaceAll('\n', ' ');
}

/** Only spaces and line feeds go from inside; tabs stay. */
function withoutBlanks(text: string): string {
  return strip(text).replaceAll('\n', '').replaceAll(' ', '');
}

/** Not compatibility normalisation: `①`, `²` and `㎏` stay. */
function foldFullWidth(text: string): string {
  return text
    .replaceAll('\u3000', ' ')
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}
