import type { Ending } from './answer.ts';
import type { ChatChunk, ChunkChoice, Usage } from './response.ts';
import type { AnswerHead } from './teller.ts';
import type { Delta } from './transcript.ts';

/** Puts the pieces of an answer into chunks, as JSON. */
export interface Chunks {
  delta(choice: number, delta: Delta): string;
  ending(choice: number, ending: Ending): string;
  /** The last of all, if the client asked for it. */
  usage(usage: Usage): readonly string[];
}

/** `seeds`: one for each choice. `usage`: whether the client asked what the answer took. */
export function chunks(
  { id, created, model }: AnswerHead,
  seeds: readonly number[],
  { usage: asked }: { readonly usage: boolean },
): Chunks {
  const head: Omit<ChatChunk, 'choices'> = { id, object: 'chat.completion.chunk', created, model };
  // What is the same in all of them is put into words once.
  const begin = `${JSON.stringify(head).slice(0, -1)},"choices":[`;
  const end = asked ? '],"usage":null}' : ']}';
  const begun = new Set<number>();
  const role = (index: number) => {
    if (begun.has(index)) return {};
    begun.add(index);
    return { role: 'assistant' } as const;
  };
  const chunk = (choice: ChunkChoice) => `${begin}${JSON.stringify(choice)}${end}`;

  return {
    delta: (index, { content, reasoning, logprobs, events }) =>
      chunk({
        index,
        delta: {
          ...role(index),
          ...(reasoning !== '' && { reasoning_content: reasoning }),
          ...(content !== '' && { content }),
        },
        ...(logprobs.length > 0 && { logprobs: { content: [...logprobs], refusal: null } }),
        finish_reason: null,
        ...(events.length > 0 && { vr: { events: [...events] } }),
      }),
    ending: (index, { finish, by }) =>
      chunk({ index, delta: role(index), finish_reason: finish, vr: { seed: seeds[index]!, by: { ...by } } }),
    usage: (usage) => (asked ? [`${begin}],"usage":${JSON.stringify(usage)}}`] : []),
  };
}
