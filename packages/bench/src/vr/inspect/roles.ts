/** Whether models can work together, and who would be who. */

/** What is asked of a model for that. */
export interface Candidate {
  readonly name: string;
  readonly tokenizer: { readonly id: string; readonly size: number };
  readonly hiddenSize: number;
  readonly layers: number;
  readonly logitsSize: number;
  readonly positions: number;
  readonly memory: { readonly weights: number };
}

export interface Together {
  /** Whether they can read and write one sequence. */
  readonly guide: boolean;
  readonly sentences: readonly string[];
}

/** What two models or more can be to each other. */
export function rolesOf(candidates: readonly Candidate[]): Together {
  const [first] = candidates;
  const strangers = candidates.filter(({ tokenizer }) => tokenizer.id !== first!.tokenizer.id);
  const guide = strangers.length === 0;
  const one = strangers.length === 1;
  return {
    guide,
    sentences: [
      guide
        ? `They can guide each other: one tokenizer, ${first!.tokenizer.size} tokens.`
        : `${namesOf(strangers)} ${one ? 'has' : 'have'} another tokenizer than ${first!.name}: as ${one ? 'it is, it' : 'they are, they'} cannot guide ${first!.name}, only through translated() of @vr/core.`,
      ...(guide ? [...widths(candidates), ...positions(candidates)] : []),
      ...(guide ? roles(candidates) : []),
    ],
  };
}

/** Only scores are added, so hidden sizes may differ. */
function widths(candidates: readonly Candidate[]): string[] {
  const found = new Set(candidates.map(({ logitsSize }) => logitsSize));
  if (found.size === 1) return [];
  return [`Rows of scores are ${[...found].join(' and ')} wide: guidance reaches the tokens that all know.`];
}

function positions(candidates: readonly Candidate[]): string[] {
  const known = candidates.map((candidate) => candidate.positions);
  const least = Math.min(...known);
  return least === Math.max(...known)
    ? []
    : [`Together they know ${least} positions, as the shortest of them.`];
}

function roles(candidates: readonly Candidate[]): string[] {
  const sorted = candidates.toSorted((one, other) => other.memory.weights - one.memory.weights);
  const largest = sorted.filter((candidate) => sizeOf(candidate) === sizeOf(sorted[0]!));
  const smaller = sorted.filter((candidate) => sizeOf(candidate) !== sizeOf(sorted[0]!));
  if (smaller.length === 0)
    return [
      `All are of one size: any two can be expert and amateur for a third (ProxyThinker, DExperts); nothing is saved by Speculative Thinking.`,
    ];
  const twins = smaller.filter((candidate) => sizeOf(candidate) === sizeOf(smaller[0]!));
  return [
    `Speculative Thinking: ${namesOf(smaller)} can write, ${namesOf(largest)} take over.`,
    twins.length >= 2
      ? `ProxyThinker: ${namesOf(largest)} as base; of ${namesOf(twins)} the trained one as expert, the other as amateur.`
      : `ProxyThinker needs two small models, one of them trained further; contrastive decoding does with ${namesOf(twins)} as amateur.`,
  ];
}

const sizeOf = ({ hiddenSize, layers }: Candidate) => `${hiddenSize}/${layers}`;

function namesOf(candidates: readonly Candidate[]): string {
  const names = candidates.map(({ name }) => name);
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
