import type { SampleRecord } from '@vr/bench/record';

/** The answers to one question, as they are shown. */
export interface AnswerGroups {
  /** Of each arm one; of ProxyThinker that with the α that the run leads with. */
  readonly leading: readonly SampleRecord[];
  /** ProxyThinker with other weights, from the least to the greatest. */
  readonly sweep: readonly SampleRecord[];
}

/** Parts the answers, which come in the order of the plan, so that arms are compared first and weights after. */
export function answerGroups(samples: readonly SampleRecord[]): AnswerGroups {
  const lead = samples.find(({ arm }) => arm === 'proxy-thinker');
  const weightOf = ({ parameters: { alpha = 0 } }: SampleRecord) => alpha;
  const leads = (sample: SampleRecord) => sample.arm !== 'proxy-thinker' || sample === lead;
  return {
    leading: samples.filter(leads),
    sweep: samples.filter((sample) => !leads(sample)).toSorted((a, b) => weightOf(a) - weightOf(b)),
  };
}
