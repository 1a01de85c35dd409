import { describeError } from '../errors.ts';
import type { Ending } from './answer.ts';
import type { EventStream } from './event-stream.ts';
import type { ChatChunk, ChunkChoice } from './response.ts';
import type { AnswerHead, Teller } from './teller.ts';
import type { Delta } from './transcript.ts';

/** Sends each piece as it comes. `seeds`: one for each choice. `usage`: whether the client asked for it. */
export function streamTeller(
  { id, created, model }: AnswerHead,
  seeds: readonly number[],
  { usage: asked }: { readonly usage: boolean },
  events: EventStream,
): Teller {
  const head: Omit<ChatChunk, 'choices'> = { id, object: 'chat.completion.chunk', created, model };
  // In words once, not with each of its tokens.
  const begin = `${JSON.stringify(head).slice(0, -1)},"choices":[`;
  const end = asked ? '],"usage":null}' : ']}';
  const begun = new Set<number>();

  return {
    tell(index, piece) {
      const role = begun.has(index) ? {} : ({ role: 'assistant' } as const);
      begun.add(index);
      const choice =
        piece.type === 'delta' ? deltaOf(index, piece, role) : endOf(index, piece, role, seeds[index]!);
      return events.send(`${begin}${JSON.stringify(choice)}${end}`);
    },
    async finish(usage) {
      if (asked) await events.send(`${begin}],"usage":${JSON.stringify(usage)}}`);
      await events.send('[DONE]');
      events.end();
    },
    fail(error) {
      if (!events.opened()) return false;
      // Whether it arrives makes no difference any more.
      events.send(JSON.stringify(describeError(error).body)).catch(() => {});
      events.end();
      return true;
    },
  };
}

type Role = Pick<ChunkChoice['delta'], 'role'>;

function deltaOf(index: number, piece: Delta, role: Role): ChunkChoice {
  const { content, reasoning, logprobs, events } = piece;
  return {
    index,
    delta: {
      ...role,
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(content !== '' && { content }),
    },
    ...(logprobs.length > 0 && { logprobs: { content: [...logprobs], refusal: null } }),
    finish_reason: null,
    ...(events.length > 0 && { vr: { events: [...events] } }),
  };
}

function endOf(index: number, { finish, by }: Ending, role: Role, seed: number): ChunkChoice {
  return { index, delta: role, finish_reason: finish, vr: { seed, by: { ...by } } };
}
