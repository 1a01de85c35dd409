/** A judge whose prompt is given: a text with {question}, {answer} and {response}, which is to end in "Score: 0 or 1". */
import { createHash } from 'node:crypto';
import { verdictOf } from '@vr/core';
import { UsageError } from '../usage-error.ts';
import { filled, type Judge } from './judge.ts';

const slots = ['{question}', '{answer}', '{response}'];

/** Its version is a hash of the prompt. Throws `UsageError` where a slot is missing. */
export function promptedJudge(prompt: string): Judge {
  const missing = slots.filter((slot) => slot !== '{question}' && !prompt.includes(slot));
  if (missing.length > 0)
    throw new UsageError(
      `The prompt has no ${missing.join(' and no ')}; a judge's prompt has ${slots.join(', ')}.`,
    );
  return {
    name: 'prompt.judge',
    version: createHash('sha256').update(prompt).digest('hex').slice(0, 8),
    usualModel: 'gpt-4o-2024-11-20',
    *judge(response, { question, answer }) {
      const content = filled(prompt, { question, answer, response });
      const verdict = verdictOf(
        yield { messages: [{ role: 'user', content }], temperature: 0, maxTokens: 1024 },
      );
      if (verdict === undefined) return { value: 0, read: undefined, rule: 'none' };
      return { value: verdict, read: String(verdict), rule: 'Score:' };
    },
  };
}
