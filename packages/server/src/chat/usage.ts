import type { Ending } from './answer.ts';
import type { Usage } from './response.ts';

/** What the choices of an answer took together. The prompt counts once. */
export function usageOf(promptTokens: number, endings: readonly Ending[]): Usage {
  const total = (of: (ending: Ending) => number) => endings.reduce((sum, ending) => sum + of(ending), 0);
  const completionTokens = total(({ tokens }) => tokens);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    completion_tokens_details: { reasoning_tokens: total(({ reasoningTokens }) => reasoningTokens) },
  };
}
