import { detokenizer, type Odds, type StrategyEvent, type Token, type Tokenizer } from '@vr/core';
import type { Escalation, Stretch } from './record.ts';

/** A stretch that is still growing; guided or not, all the way. */
interface Growing {
  readonly by: string;
  readonly texts: string[];
  readonly moved: number[];
  readonly instead: (string | null)[];
}

/** What the events say was written, token by token, each run of tokens under the name of its writer. */
export function stretchesOf(events: readonly StrategyEvent[], tokenizer: Tokenizer): Stretch[] {
  const { push, rest } = detokenizer(tokenizer);
  const stretches: Growing[] = [];
  for (const event of events) {
    if (event.type !== 'tokens') continue;
    for (const [i, token] of event.tokens.entries()) {
      const odds = event.odds?.[i];
      const last = stretches.at(-1);
      const guided = odds?.unguided !== undefined;
      const goesOn = last !== undefined && last.by === event.by && last.moved.length > 0 === guided;
      const stretch = goesOn ? last : { by: event.by, texts: [], moved: [], instead: [] };
      if (!goesOn) stretches.push(stretch);
      stretch.texts.push(push([token]));
      if (odds?.unguided) addGuidance(stretch, token, odds, odds.unguided, tokenizer);
    }
  }
  const texts = stretches.at(-1)?.texts;
  if (texts) texts[texts.length - 1] += rest();
  return stretches.map(({ by, texts, moved, instead }) =>
    moved.length > 0 ? { by, texts, moved, instead } : { by, texts },
  );
}

/** What was said before each further look. */
export function escalationsOf(events: readonly StrategyEvent[], tokenizer: Tokenizer): Escalation[] {
  return events
    .filter((event) => event.type === 'escalation')
    .map(({ scale, because, written }) => ({
      scale,
      because,
      text: tokenizer.decode(written),
      tokens: written.length,
    }));
}

function addGuidance(
  { moved, instead }: Growing,
  token: Token,
  { logProbability }: Odds,
  unguided: NonNullable<Odds['unguided']>,
  tokenizer: Tokenizer,
): void {
  moved.push(Math.round((logProbability - unguided.logProbability) * 100) / 100);
  instead.push(unguided.best === token ? null : tokenizer.decode([unguided.best]));
}
