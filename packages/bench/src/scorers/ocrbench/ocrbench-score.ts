/** What OCRBench publishes: right answers of 1,000, by ten types, of which the first six together are "Text Recognition". */
export const ocrBenchTypes = [
  'Regular Text Recognition',
  'Irregular Text Recognition',
  'Artistic Text Recognition',
  'Handwriting Recognition',
  'Digit String Recognition',
  'Non-Semantic Text Recognition',
  'Scene Text-centric VQA',
  'Doc-oriented VQA',
  'Key Information Extraction',
  'Handwritten Mathematical Expression Recognition',
] as const;

export type OcrBenchType = (typeof ocrBenchTypes)[number];

export interface OcrBenchScore {
  /** Right answers; 1,000 is all of them. */
  readonly final: number;
  /** Of 300. */
  readonly textRecognition: number;
  readonly byType: Readonly<Record<OcrBenchType, { readonly right: number; readonly n: number }>>;
}

export function ocrBenchScore(
  marked: readonly { readonly type: OcrBenchType; readonly value: number }[],
): OcrBenchScore {
  const tally = (type: OcrBenchType) => {
    const values = marked.filter((one) => one.type === type).map(({ value }) => value);
    return { right: sum(values), n: values.length };
  };
  const byType = Object.fromEntries(
    ocrBenchTypes.map((type) => [type, tally(type)]),
  ) as OcrBenchScore['byType'];
  return {
    final: sum(ocrBenchTypes.map((type) => byType[type].right)),
    textRecognition: sum(ocrBenchTypes.slice(0, 6).map((type) => byType[type].right)),
    byType,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
