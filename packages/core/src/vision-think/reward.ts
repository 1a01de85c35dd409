/** Whether a conversation is well formed, and how many of its turns call the tool. */
export interface Form {
  readonly format: 0 | 1;
  readonly calls: number;
}

/**
 * The format that VisionThink rewards: a thought and a call in each turn but the last, a thought and an answer in the
 * last. Counts calls up to the first turn that is ill formed. `turns`: what the model wrote, turn by turn, without end
 * tokens. Throws a RangeError if there is none.
 */
export function formOf(turns: readonly string[]): Form {
  const last = turns.at(-1);
  if (last === undefined) throw new RangeError('Expected at least one turn, found none.');
  if (turns.length === 1) {
    const turn = last.trim();
    return { format: isAnswer(turn) ? 1 : 0, calls: callsIn(turn) };
  }
  const asking = turns.slice(0, -1).map((turn) => turn.trim());
  const broken = asking.findIndex((turn) => !isCall(turn));
  const counted = broken < 0 ? asking : asking.slice(0, broken + 1);
  const calls = counted.reduce((sum, turn) => sum + callsIn(turn), 0);
  return { format: broken < 0 && isAnswer(last) ? 1 : 0, calls };
}

const callsIn = (turn: string) => (/<tool_call>.*?<\/tool_call>/s.test(turn) ? 1 : 0);
const count = (turn: string, tag: string) => turn.split(tag).length - 1;
const oncePaired = (turn: string, tag: string) =>
  count(turn, `<${tag}>`) === 1 && count(turn, `</${tag}>`) === 1;

function isAnswer(turn: string): boolean {
  return (
    /^<think>.*<\/think>.*<answer>.*<\/answer>\n?$/s.test(turn) &&
    oncePaired(turn, 'think') &&
    oncePaired(turn, 'answer') &&
    !/<\/?tool_call>/.test(turn)
  );
}

function isCall(turn: string): boolean {
  return (
    /^<think>.*<\/think>.*<tool_call>.*<\/tool_call>$/s.test(turn) &&
    oncePaired(turn, 'think') &&
    // One of the two tags once is enough for the published code.
    (count(turn, '<tool_call>') === 1 || count(turn, '</tool_call>') === 1) &&
    !/<\/?answer>/.test(turn)
  );
}

/** Of the answers sampled for one question: how many were right without a call, and how many with one. */
export interface RightAnswers {
  readonly direct: number;
  readonly high: number;
}

const penalty = 0.1;

/**
 * What a right answer loses by Eq. 5 of the paper, P = 0.1 · (1_direct · [r < θ] + 1_high · [r ≥ θ]) with
 * r = C_direct / (C_direct + C_high): calls are discouraged once enough direct answers are right, else guesses are.
 */
export function paperPenalty(called: boolean, { direct, high }: RightAnswers, theta = 0.2): number {
  const r = direct / (direct + high);
  return (called ? r >= theta : r < theta) ? penalty : 0;
}

/**
 * What a right answer loses in the published code: one with a call always, a direct one where 0 < r < θ with
 * r = C_direct / (C + 0.0001). Below θ neither is preferred.
 */
export function codePenalty(called: boolean, { direct, high }: RightAnswers, theta = 0.2): number {
  const r = direct / (direct + high + 1e-4);
  return called || (r > 0 && r < theta) ? penalty : 0;
}

/** R = accuracy + format / 2 − penalty; a wrong answer has no accuracy to lose and is not penalised. */
export function rewardOf(right: boolean, { format }: Form, penalty: number): number {
  return (right ? 1 - penalty : 0) + format / 2;
}

/**
 * The verdict of a judge that was told to end with "Score: 0 or 1": the last one it gives, undefined if it gives none.
 * Digits elsewhere do not count: judges quote the scale.
 */
export function verdictOf(reply: string): 0 | 1 | undefined {
  const verdict = [...reply.matchAll(/score:\s*([01])\b/gi)].at(-1)?.[1];
  return verdict === undefined ? undefined : verdict === '1' ? 1 : 0;
}
