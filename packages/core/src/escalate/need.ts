import type { Odds } from '../odds.ts';
import type { Token } from '../sequence.ts';
import type { Trace } from './trace.ts';

/** How much an answer that was given on a small picture needs the large one: the higher, the more. NaN counts as most. */
export type Need = (trace: Trace) => number | Promise<number>;

/** What a need of odds is read from. */
type Answered = Pick<Trace, 'answer' | 'odds'>;

/** −min log p over the tokens of the answer, in nats: one doubtful token is doubt enough. Infinity without an answer. */
export function minimumLogProbability(trace: Answered): number {
  return -Math.min(...logProbabilities(trace));
}

/** −mean log p over the tokens of the answer, in nats. The thought does not count: it would measure style. */
export function meanLogProbability(trace: Answered): number {
  const all = logProbabilities(trace);
  return -all.reduce((sum, logProbability) => sum + logProbability, 0) / all.length;
}

/** Entropy at the first token of the answer, in nats, over the whole vocabulary. */
export function firstTokenEntropy(trace: Answered): number {
  return first(trace)?.entropy ?? Infinity;
}

/** 1 − (p₁ − p₂) of the two likeliest tokens at the first place of the answer: 0 is certain, 1 a tie. */
export function firstTokenMargin(trace: Answered): number {
  const odds = first(trace);
  if (!odds) return Infinity;
  const [best, second] = odds.best;
  if (!best || !second) throw new TypeError(`Expected the two likeliest tokens, found ${odds.best.length}.`);
  return 1 - (Math.exp(best.logProbability) - Math.exp(second.logProbability));
}

/** How the options of a question share the first place of an answer. */
export interface OptionOdds {
  /** Best minus second, of probabilities that add up to 1 over the options. */
  readonly margin: number;
  /** What all options together hold of the probability. */
  readonly mass: number;
}

/** `options`: for each, the tokens that say it ("A", " A"). Tokens beyond the likeliest few count as impossible. */
export function optionOdds({ best }: Odds, options: readonly (readonly Token[])[]): OptionOdds {
  const shares = options.map((tokens) =>
    best.reduce(
      (sum, { token, logProbability }) => sum + (tokens.includes(token) ? Math.exp(logProbability) : 0),
      0,
    ),
  );
  const mass = shares.reduce((sum, share) => sum + share, 0);
  const [most = 0, second = 0] = shares.toSorted((a, b) => b - a);
  return { margin: mass > 0 ? (most - second) / mass : 0, mass };
}

/** 1 − the margin between the two best options: for questions that are answered by a letter. */
export function optionMargin(options: readonly (readonly Token[])[]): (trace: Answered) => number {
  return (trace) => {
    const odds = first(trace);
    return odds ? 1 - optionOdds(odds, options).margin : Infinity;
  };
}

/** 1 − what the options hold together: how far the answer is from being one of them. */
export function optionMass(options: readonly (readonly Token[])[]): (trace: Answered) => number {
  return (trace) => {
    const odds = first(trace);
    return odds ? 1 - optionOdds(odds, options).mass : Infinity;
  };
}

function logProbabilities(trace: Answered): readonly number[] {
  const odds = answerOdds(trace);
  return odds.length === 0 ? [-Infinity] : odds.map(({ logProbability }) => logProbability);
}

function first(trace: Answered): Odds | undefined {
  return answerOdds(trace)[0];
}

function answerOdds({ answer, odds }: Answered): readonly Odds[] {
  if (!answer) return [];
  const reported = odds.slice(answer.start, answer.end).filter((one) => one !== undefined);
  const expected = answer.end - answer.start;
  if (reported.length < expected)
    throw new TypeError(
      `Expected odds for the ${expected} tokens of the answer, found ${reported.length}: the strategy does not ` +
        'report them all. Judge its answers by agreement or sufficiency.',
    );
  return reported;
}
