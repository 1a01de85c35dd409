import type { PromptSize } from '../prompt-size.ts';
import type { Ending } from './answer.ts';
import type { Usage } from './response.ts';

/** What the choices of an answer took together. The prompt counts once, another look at its pictures each time. */
export function usageOf({ positions, imageTokens, again }: PromptSize, endings: readonly Ending[]): Usage {
  const total = (of: (ending: Ending) => number) => endings.reduce((sum, ending) => sum + of(ending), 0);
  const looks = total(({ looks }) => looks);
  const promptTokens = positions + looks * (again?.positions ?? 0);
  const completionTokens = total(({ tokens, droppedTokens }) => tokens + droppedTokens);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { image_tokens: imageTokens + looks * (again?.imageTokens ?? 0) },
    completion_tokens_details: {
      reasoning_tokens: total(({ reasoningTokens }) => reasoningTokens),
      dropped_tokens: total(({ droppedTokens }) => droppedTokens),
    },
  };
}
