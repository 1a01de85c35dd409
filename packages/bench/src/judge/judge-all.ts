import { inLanes } from '../lanes.ts';
import type { Progress } from '../progress.ts';
import { type Ask, isHopeless } from './endpoint.ts';
import type { Exchanges } from './exchanges.ts';
import { type JudgeCall, type Judging, settle, settleNow } from './judge.ts';

/** An answer that is to be judged; `begin` starts over each time. */
export interface Pending {
  readonly id: string;
  begin(): Judging;
}

/** An answer that could not be judged, and why. */
export interface Unjudged {
  readonly id: string;
  readonly because: string;
}

export interface JudgeContext {
  readonly model: string;
  readonly ask: Ask;
  readonly exchanges: Exchanges;
  /** Calls at once. */
  readonly lanes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** The judge is asked for a reply that is not in the record, and there is nobody to ask. */
export class MissingExchange extends Error {
  override readonly name = 'MissingExchange';
}

/** The endpoint refuses everybody, or failed too often. */
export class JudgeUnavailable extends Error {
  override readonly name = 'JudgeUnavailable';
}

/** More failures than this mean that the endpoint is at fault and not the answer. */
const mostFailures = 10;

/** A reply out of the record. Throws `MissingExchange`. */
export function recordedReply(exchanges: Exchanges, model: string): (call: JudgeCall) => string {
  return (call) => {
    const found = exchanges.find(model, call);
    if (!found) throw new MissingExchange(`There is no recorded reply of ${model}.`);
    return found.reply.text;
  };
}

/** Those whose judging needs a reply that is not recorded. */
export function unrecorded(all: readonly Pending[], exchanges: Exchanges, model: string): readonly Pending[] {
  const reply = recordedReply(exchanges, model);
  return all.filter(({ begin }) => {
    try {
      settleNow(begin(), reply);
      return false;
    } catch (error) {
      if (error instanceof MissingExchange) return true;
      throw error;
    }
  });
}

/**
 * Asks whatever is not recorded yet, and records each reply as it comes. What was asked twice is asked once. Throws the
 * signal's reason when stopped, and `JudgeUnavailable`.
 */
export async function judgeAll(all: readonly Pending[], context: JudgeContext): Promise<readonly Unjudged[]> {
  const { lanes, progress, signal, exchanges, model } = context;
  const left = unrecorded(all, exchanges, model);
  const reply = replying(context);
  const unjudged: Unjudged[] = [];
  progress.start('judge', all.length, 'answers', all.length - left.length);
  try {
    await inLanes(left, lanes, async ({ id, begin }) => {
      signal.throwIfAborted();
      try {
        await settle(begin(), reply);
      } catch (error) {
        signal.throwIfAborted();
        const because = error instanceof Error ? error.message : String(error);
        if (isHopeless(error)) throw new JudgeUnavailable(`${model} cannot be asked: ${because}`);
        unjudged.push({ id, because });
        if (unjudged.length > mostFailures)
          throw new JudgeUnavailable(
            `More than ${mostFailures} answers were not judged, the last: ${because}`,
          );
      }
      progress.step(model);
    });
  } finally {
    progress.finish();
  }
  return unjudged;
}

function replying({ ask, exchanges, model, signal }: JudgeContext): (call: JudgeCall) => Promise<string> {
  const underWay = new Map<string, Promise<string>>();
  const asked = async (call: JudgeCall) => {
    const reply = await ask(model, call, signal);
    exchanges.add(model, call, reply);
    return reply.text;
  };
  return async (call) => {
    const known = exchanges.find(model, call);
    if (known) return known.reply.text;
    const key = JSON.stringify(call);
    const waiting = underWay.get(key) ?? asked(call).finally(() => underWay.delete(key));
    underWay.set(key, waiting);
    return waiting;
  };
}
