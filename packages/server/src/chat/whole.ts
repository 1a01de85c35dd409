import type { ChatChoice, ChatCompletion, ChatEvent, FinishReason, TokenLogprob } from './response.ts';
import type { AnswerHead, Teller } from './teller.ts';
import { joined } from './token-reports.ts';
import type { Reports } from './transcript.ts';

/** A choice that is still being written. */
interface Growing {
  content: string;
  reasoning: string;
  finish: FinishReason;
  by: Record<string, number>;
  readonly logprobs: TokenLogprob[];
  readonly events: ChatEvent[];
}

/** Gathers the pieces of all choices; `send` gets the whole answer. `seeds`: one for each choice. */
export function wholeTeller(
  { id, created, model }: AnswerHead,
  seeds: readonly number[],
  reports: Reports,
  send: (completion: ChatCompletion) => void,
): Teller {
  const choices = seeds.map((): Growing => {
    return { content: '', reasoning: '', finish: 'stop', by: {}, logprobs: [], events: [] };
  });
  return {
    tell(index, piece) {
      const choice = choices[index]!;
      if (piece.type === 'ending') {
        choice.finish = piece.finish;
        choice.by = { ...piece.by };
        return;
      }
      choice.content += piece.content;
      choice.reasoning += piece.reasoning;
      choice.logprobs.push(...piece.logprobs);
      choice.events.push(...piece.events);
    },
    finish(usage) {
      const whole = choices.map((choice, index) => choiceOf(choice, index, seeds[index]!, reports));
      send({ id, object: 'chat.completion', created, model, choices: whole, usage });
    },
    fail: () => false,
  };
}

function choiceOf(choice: Growing, index: number, seed: number, reports: Reports): ChatChoice {
  const { content, reasoning, finish, by, logprobs, events } = choice;
  return {
    index,
    message: {
      role: 'assistant',
      content,
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      refusal: null,
    },
    logprobs: reports.logprobs ? { content: logprobs, refusal: null } : null,
    finish_reason: finish,
    vr: { seed, by, ...(reports.events && { events: joined(events) }) },
  };
}
